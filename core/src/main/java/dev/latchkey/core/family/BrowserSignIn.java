package dev.latchkey.core.family;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a token family keeps of the authorization in a browser that it began with.
 *
 * @param sessionId of the browser session, which may be over and forgotten; null for a device, which is not signed out
 *     with the browser
 * @param authTime when the user proved to be the user, before that authorization
 * @param amr by which methods, as bits
 * @param claims the {@code claims} parameter of the request, as JSON; null when there was none
 */
public record BrowserSignIn(
        @Nullable UUID sessionId,
        Instant authTime,
        int amr,
        @Nullable String claims) {

    static @Nullable BrowserSignIn of(ResultSet row) throws SQLException {
        UUID sessionId = row.getObject("session_id", UUID.class);
        Timestamp authTime = row.getTimestamp("auth_time");
        return authTime == null
                ? null
                : new BrowserSignIn(sessionId, authTime.toInstant(), row.getInt("amr"), row.getString("claims"));
    }
}
