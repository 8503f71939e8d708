package dev.latchkey.server.token;

import dev.latchkey.core.family.Scopes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An access token of this server that is genuine and not expired. Whether it was revoked is another question.
 *
 * @param subject the user's id, or the client id for client credentials
 * @param familyId the token family that it came from; null for client credentials
 * @param username null for client credentials
 * @param claims what its client had been given besides the server's own
 */
public record AccessToken(
        UUID jti,
        String clientId,
        String subject,
        @Nullable UUID familyId,
        @Nullable String username,
        Scopes scopes,
        List<String> audience,
        Map<String, Object> claims,
        Instant issuedAt,
        Instant expiresAt) {

    public Optional<UUID> family() {
        return Optional.ofNullable(familyId);
    }

    /** When the token was made, to the millisecond: a UUIDv7 begins with it, while {@code iat} has only seconds. */
    public Instant madeAt() {
        return Instant.ofEpochMilli(jti.getMostSignificantBits() >>> 16);
    }
}
