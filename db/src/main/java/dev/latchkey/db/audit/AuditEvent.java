package dev.latchkey.db.audit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event as it was written.
 *
 * @param id counts up with time; gaps are nothing
 * @param details a JSON object
 */
public record AuditEvent(
        long id,
        Instant at,
        String actor,
        String action,
        @Nullable UUID targetId,
        @Nullable String targetName,
        @Nullable String reason,
        String details) {}
