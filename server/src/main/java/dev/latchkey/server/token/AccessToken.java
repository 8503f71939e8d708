package dev.latchkey.server.token;

import dev.latchkey.core.family.Scopes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An access token that this server signed and that has not expired. {@link TokenStates} tells whether it was revoked.
 *
 * @param jti the id of the token, a UUIDv7
 * @param subject the user's id, or the client id for client credentials
 * @param familyId the token family that it came from, which began with an exchange if it has actors; null for client
 *     credentials
 * @param username null when the subject is a client
 * @param scopes what the token may be used for; may be empty
 * @param claims the client's own claims when the token was issued, and the groups of its user, without other claims of the
 *     server
 * @param issuedAt to the second
 * @param expiresAt to the second
 * @param actors the clients that have exchanged it
 * @param confirmation what its bearer has to prove; null for nothing
 * @param statusIndex whose place in a status list a client's own token names; null when it names none, and for others
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
        Instant expiresAt,
        Actors actors,
        @Nullable Confirmation confirmation,
        @Nullable Long statusIndex) {

    /** The token family that it came from; empty for client credentials. */
    public Optional<UUID> family() {
        return Optional.ofNullable(familyId);
    }

    /** When the token was made, to the millisecond: a UUIDv7 begins with it, while {@code iat} has only seconds. */
    public Instant madeAt() {
        return Instant.ofEpochMilli(jti.getMostSignificantBits() >>> 16);
    }
}
