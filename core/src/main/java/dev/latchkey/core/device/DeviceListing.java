package dev.latchkey.core.device;

import dev.latchkey.core.family.Restrictions;
import dev.latchkey.core.family.Scopes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A grant as an administrator sees it.
 *
 * @param scopes what the client asks for; after the decision what the user allowed
 * @param resources what the tokens are to be for, as URIs; empty for what the client has
 * @param decision null while no user has decided
 */
public record DeviceListing(
        UUID id,
        UUID clientId,
        Scopes scopes,
        List<String> resources,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Decision decision) {

    /**
     * What a user decided.
     *
     * @param credentialVersion of the user at that time
     */
    public record Decision(UUID userId, int credentialVersion, Instant at, boolean approved) {}

    static DeviceListing map(ResultSet row, int number) throws SQLException {
        Timestamp decidedAt = row.getTimestamp("decided_at");
        return new DeviceListing(
                row.getObject("id", UUID.class),
                row.getObject("client_id", UUID.class),
                Scopes.parse(row.getString("scope")),
                Restrictions.resources(row.getString("resource")),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                decidedAt == null
                        ? null
                        : new Decision(
                                row.getObject("user_id", UUID.class),
                                row.getInt("credential_version"),
                                decidedAt.toInstant(),
                                row.getBoolean("approved")));
    }
}
