package dev.latchkey.core.key;

import java.util.Optional;

/**
 * The result of revoking a key.
 *
 * @param changed false when there is no such key, or it was revoked before
 * @param next the key that signs from now on; empty when nothing changed, and when there is none and none could be made
 */
public record KeyRevocation(boolean changed, Optional<KeyListing> next) {}
