package dev.latchkey.core.session;

import dev.latchkey.core.jdbc.IdPrefix;
import java.sql.Types;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Sessions as an administrator sees them, with the names of their users. */
public final class SessionListings {

    private static final String LISTING = """
            SELECT s.id, s.user_id, u.username, s.created_at, s.auth_time, s.amr, s.seen_at, s.expires_at, s.remembered,
                   s.ended_at, s.ended_reason, host(s.address) AS address, s.user_agent,
                   CASE WHEN s.ended_reason = 'credentials_changed' THEN 'CREDENTIALS_CHANGED'
                        WHEN s.ended_reason = 'expired' THEN 'EXPIRED'
                        WHEN s.ended_at IS NOT NULL THEN 'ENDED'
                        WHEN s.expires_at <= now() THEN 'EXPIRED'
                        WHEN s.credential_version <> u.credential_version OR u.disabled_at IS NOT NULL
                             THEN 'CREDENTIALS_CHANGED'
                        ELSE 'LIVE'
                   END AS state
              FROM browser_sessions s
              JOIN users u ON u.id = s.user_id
            """;

    private final JdbcClient jdbc;

    public SessionListings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Hands sessions to {@code consumer}, newest first, one at a time. Call it in a transaction, else the driver reads
     * everything first.
     */
    public void forEach(SessionFilter filter, Consumer<SessionListing> consumer) {
        var query = jdbc.sql("SELECT * FROM (" + LISTING + """
                 WHERE (:userId::uuid IS NULL OR s.user_id = :userId::uuid)
                   AND (:clientId::uuid IS NULL OR s.id IN (SELECT session_id FROM tokens WHERE client_id = :clientId::uuid))
                ) AS listed
                 WHERE NOT :live OR state = 'LIVE'
                 ORDER BY created_at DESC, id DESC
                 LIMIT :limit
                """)
                .param("userId", filter.userId())
                .param("clientId", filter.clientId())
                .param("live", filter.liveOnly())
                .param("limit", filter.limit() == 0 ? null : filter.limit(), Types.BIGINT)
                .withFetchSize(1000)
                .query(SessionListing::map);
        try (var sessions = query.stream()) {
            sessions.forEach(consumer);
        }
    }

    /** Sessions whose id begins with {@code prefix}, live or not, at most {@code limit} of them. */
    public List<SessionListing> findByIdPrefix(IdPrefix prefix, int limit) {
        return jdbc.sql(LISTING + " WHERE s.id BETWEEN :first AND :last ORDER BY s.id LIMIT :limit")
                .param("first", prefix.first())
                .param("last", prefix.last())
                .param("limit", limit)
                .query(SessionListing::map)
                .list();
    }
}
