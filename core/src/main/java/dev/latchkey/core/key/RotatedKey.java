package dev.latchkey.core.key;

import org.jspecify.annotations.Nullable;

/**
 * The result of a rotation.
 *
 * @param changed false when the next key had been made already
 * @param next the key that will sign
 * @param current the one that signs until then
 */
public record RotatedKey(
        boolean changed, KeyListing next, @Nullable KeyListing current) {}
