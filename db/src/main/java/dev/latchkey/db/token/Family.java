package dev.latchkey.db.token;

import java.time.Instant;
import java.util.UUID;

/**
 * A live token family, with what a token of it says.
 *
 * @param scopes what was granted at the sign-in and the user still has
 * @param generation of the newest refresh token
 * @param expiresAt when the family ends, however often it is refreshed
 */
public record Family(
        UUID id, UUID clientId, UUID userId, String username, Scopes scopes, int generation, Instant expiresAt) {}
