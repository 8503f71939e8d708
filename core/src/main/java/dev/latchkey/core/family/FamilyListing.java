package dev.latchkey.core.family;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A token family as an administrator sees it. User and client are null once they are deleted.
 *
 * @param client the client's {@code client_id}
 * @param resources what its access tokens are for, as URIs; empty for what the client has
 */
public record FamilyListing(
        UUID id,
        @Nullable UUID userId,
        @Nullable String username,
        @Nullable UUID clientId,
        @Nullable String client,
        String grantType,
        Scopes scopes,
        List<String> resources,
        int generation,
        Instant createdAt,
        Instant refreshedAt,
        Instant idleUntil,
        Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable String revokedReason,
        @Nullable String address,
        @Nullable String userAgent,
        State state) {

    /** The state of a family. */
    public enum State {
        LIVE,
        /** Not refreshed for too long. */
        IDLE,
        /** The absolute lifetime is over. */
        EXPIRED,
        REVOKED,
        /** Its user is disabled. The next use of its refresh token revokes it. */
        DISABLED
    }

    static FamilyListing map(ResultSet row, int number) throws SQLException {
        return new FamilyListing(
                row.getObject("id", UUID.class),
                row.getObject("user_id", UUID.class),
                row.getString("username"),
                row.getObject("client_id", UUID.class),
                row.getString("client"),
                row.getString("grant_type"),
                Scopes.parse(row.getString("scope")),
                Restrictions.resources(row.getString("resource")),
                row.getInt("generation"),
                required(row, "created_at"),
                required(row, "refreshed_at"),
                required(row, "idle_until"),
                required(row, "expires_at"),
                TokenFamilies.instant(row, "revoked_at"),
                row.getString("revoked_reason"),
                row.getString("address"),
                row.getString("user_agent"),
                State.valueOf(row.getString("state")));
    }

    private static Instant required(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(TokenFamilies.instant(row, column), column);
    }
}
