package dev.latchkey.core.session;

import java.util.Map;
import java.util.UUID;

/**
 * Which of the live sessions are to end, as SQL: ending them and counting them have the same condition, and no id of
 * them is read.
 *
 * @param condition of rows of {@code browser_sessions}
 */
public record SessionSelection(String condition, Map<String, ?> parameters) {

    /** Every session. */
    public static final SessionSelection ALL = new SessionSelection("true", Map.of());

    /** SQL: the ids of the sessions that this transaction has ended with {@link ManySessions#end}. */
    public static final String ENDED = "SELECT id FROM browser_sessions WHERE ended_at = now() AND expires_at = now()";

    /** The sessions in which a client was authorised. */
    public static SessionSelection ofClient(UUID clientId) {
        return new SessionSelection(
                "id IN (SELECT session_id FROM tokens WHERE client_id = :client)", Map.of("client", clientId));
    }

    /** SQL: the ids of the sessions that {@link ManySessions#end} would end. */
    public String live() {
        return "SELECT id FROM browser_sessions WHERE " + where();
    }

    String where() {
        return "ended_at IS NULL AND expires_at > now() AND " + condition;
    }
}
