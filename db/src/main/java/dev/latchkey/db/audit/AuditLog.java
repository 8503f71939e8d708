package dev.latchkey.db.audit;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The owner of {@code audit_log}. */
public final class AuditLog {

    private final JdbcClient jdbc;

    public AuditLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
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
