package dev.latchkey.core.session;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session as an administrator sees it.
 *
 * @param amr by which methods the user proved to be the user, see {@link Amr}
 */
public record SessionListing(
        UUID id,
        UUID userId,
        String username,
        Instant createdAt,
        Instant authTime,
        int amr,
        Instant seenAt,
        Instant expiresAt,
        boolean remembered,
        @Nullable Instant endedAt,
        @Nullable String endedReason,
        @Nullable String address,
        @Nullable String userAgent,
        State state) {

    /** The state of a session. */
    public enum State {
        LIVE,
        /** Its time is over. */
        EXPIRED,
        /** Signed out, by the user or by an administrator. */
        ENDED,
        /** The user was disabled, or has another password. */
        CREDENTIALS_CHANGED
    }

    static SessionListing map(ResultSet row, int number) throws SQLException {
        Timestamp endedAt = row.getTimestamp("ended_at");
        return new SessionListing(
                row.getObject("id", UUID.class),
                row.getObject("user_id", UUID.class),
                row.getString("username"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("auth_time").toInstant(),
                row.getInt("amr"),
                row.getTimestamp("seen_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                row.getBoolean("remembered"),
                endedAt == null ? null : endedAt.toInstant(),
                row.getString("ended_reason"),
                row.getString("address"),
                row.getString("user_agent"),
                State.valueOf(row.getString("state")));
    }
}
