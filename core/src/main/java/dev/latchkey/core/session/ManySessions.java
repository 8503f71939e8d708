package dev.latchkey.core.session;

import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Ends any number of sessions, or counts what that would end. One row is read, however many there are. */
public final class ManySessions {

    private static final String END = """
            UPDATE browser_sessions SET ended_at = now(), ended_reason = :reason, expires_at = now()
             WHERE %s
            RETURNING id, user_id, created_at
            """;

    /** Takes no lock and writes nothing. */
    private static final String COUNT = "SELECT id, user_id, created_at FROM browser_sessions WHERE %s";

    private final JdbcClient jdbc;

    ManySessions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Ends sessions; empty when there were none. */
    public Optional<EndedSessions> end(SessionSelection which, String reason) {
        return summary(END, which, Map.of("reason", reason));
    }

    /** What {@link #end} would end now. */
    public Optional<EndedSessions> count(SessionSelection which) {
        return summary(COUNT, which, Map.of());
    }

    private Optional<EndedSessions> summary(String sessions, SessionSelection which, Map<String, ?> parameters) {
        return jdbc.sql("""
                WITH ended AS (%s),
                     first AS (SELECT id, user_id, created_at FROM ended ORDER BY created_at LIMIT 1)
                SELECT f.id, f.user_id, u.username, f.created_at,
                       (SELECT count(*) FROM ended) AS sessions,
                       NOT EXISTS (SELECT FROM ended e WHERE e.user_id <> f.user_id) AS of_one_user
                  FROM first f
                  JOIN users u ON u.id = f.user_id
                """.formatted(sessions.formatted(which.where())))
                .params(which.parameters())
                .params(parameters)
                .query((row, number) -> new EndedSessions(
                        BrowserSessions.ended(row, number), row.getInt("sessions"), row.getBoolean("of_one_user")))
                .optional();
    }
}
