package dev.latchkey.core.device;

import dev.latchkey.core.family.Restrictions;
import dev.latchkey.core.family.Scopes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A device that waits for the decision of a user.
 *
 * @param id of the grant, and of the token family that may begin with it
 * @param clientName for people
 * @param scopes what the client asks for and has now
 * @param resources what the tokens are to be for, as URIs; empty for what the client has
 * @param createdAt when it asked
 * @param address where it asked from
 */
public record DeviceGrant(
        UUID id,
        UUID clientId,
        String clientName,
        Scopes scopes,
        List<String> resources,
        Instant createdAt,
        @Nullable String address,
        @Nullable String userAgent) {

    static DeviceGrant map(ResultSet row, int number) throws SQLException {
        return new DeviceGrant(
                row.getObject("id", UUID.class),
                row.getObject("client_id", UUID.class),
                row.getString("client_name"),
                // It may have lost some of them since it asked.
                Scopes.parse(row.getString("scope")).intersect(Scopes.parse(row.getString("client_scope"))),
                Restrictions.resources(row.getString("resource")),
                row.getTimestamp("created_at").toInstant(),
                row.getString("address"),
                row.getString("user_agent"));
    }
}
