package dev.latchkey.core.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event that is to be written.
 *
 * @param action noun and verb, {@code user.disable}
 * @param targetId null when it is about everything
 * @param targetName the name by which people know the target; it outlives the row
 * @param details must not contain a secret
 * @param changes each changed field before and after
 */
public record AuditEntry(
        String action,
        @Nullable UUID targetId,
        @Nullable String targetName,
        Map<String, String> details,
        Changes changes) {

    /** By the names of the columns. */
    Map<String, @Nullable Object> row() {
        Map<String, @Nullable Object> all = new HashMap<>(details);
        if (!changes.isEmpty()) {
            all.put("changes", changes.values());
        }
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("action", action);
        row.put("target_id", targetId);
        row.put("target_name", targetName);
        row.put("details", all);
        return row;
    }
}
