package dev.latchkey.db.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The owner of {@code audit_log}. */
public final class AuditLog {

    private final JdbcClient jdbc;

    public AuditLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The newest events, newest first; {@code limit} 0 for all. Call it in a transaction, so that it streams. */
    public void forEach(AuditFilter filter, int limit, Consumer<AuditEvent> consumer) {
        read(filter, "ORDER BY id DESC LIMIT :bound", limit == 0 ? null : (long) limit, consumer);
    }

    /** The events after the one with the id {@code after}, oldest first. */
    public void forEachAfter(AuditFilter filter, long after, Consumer<AuditEvent> consumer) {
        read(filter, "AND id > :bound ORDER BY id", after, consumer);
    }

    private void read(AuditFilter filter, String rest, @Nullable Long bound, Consumer<AuditEvent> consumer) {
        var query = jdbc.sql("""
                SELECT id, at, actor, action, target_id, target_name, reason, details::text AS details
                  FROM audit_log
                 WHERE (:target::uuid IS NULL OR target_id = :target::uuid)
                   AND (:actor::text IS NULL OR actor = :actor::text)
                   AND (:action::text IS NULL OR action = :action::text OR action LIKE :action::text || '.%')
                   AND (:within::bigint IS NULL OR at > now() - :within::bigint * interval '1 second')
                """ + rest)
                .param("target", filter.targetId())
                .param("actor", filter.actor())
                .param("action", filter.action())
                .param(
                        "within",
                        filter.within() == null ? null : filter.within().toSeconds())
                .param("bound", bound, Types.BIGINT)
                .withFetchSize(1000)
                .query(AuditLog::map);
        try (var events = query.stream()) {
            events.forEach(consumer);
        }
    }

    private static AuditEvent map(ResultSet row, int number) throws SQLException {
        return new AuditEvent(
                row.getLong("id"),
                row.getTimestamp("at").toInstant(),
                row.getString("actor"),
                row.getString("action"),
                row.getObject("target_id", UUID.class),
                row.getString("target_name"),
                row.getString("reason"),
                row.getString("details"));
    }

    /**
     * Writes one event. Call it in the transaction of the change that it tells.
     *
     * @param action noun and verb, {@code user.disable}
     * @param targetId null when it is about everything
     * @param targetName the name by which people know the target; it outlives the row
     */
    public void record(Attribution by, String action, @Nullable UUID targetId, @Nullable String targetName) {
        record(by, action, targetId, targetName, Map.of());
    }

    /** As {@link #record(Attribution, String, UUID, String)}, with what else is worth knowing; never a secret. */
    public void record(
            Attribution by,
            String action,
            @Nullable UUID targetId,
            @Nullable String targetName,
            Map<String, String> details) {
        jdbc.sql("""
                INSERT INTO audit_log (actor, action, target_id, target_name, reason, details)
                VALUES (:actor, :action, :targetId, :targetName, :reason, jsonb_object(:names, :values))
                """)
                .param("actor", by.actor())
                .param("action", action)
                .param("targetId", targetId)
                .param("targetName", targetName)
                .param("reason", by.reason())
                .param("names", details.keySet().toArray(String[]::new))
                .param("values", details.values().toArray(String[]::new))
                .update();
    }
}
