package dev.latchkey.core.audit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event as it was written. What is null in the last three was written by a version that did not record it.
 *
 * @param id counts up with time; gaps are nothing
 * @param details a JSON object; its {@code changes} has {@code before} and {@code after} of each field that changed
 * @param actorClaimed whether nothing has proved the actor
 * @param databaseRole that wrote it, by the database itself
 * @param osUid the real user id of a command's process
 */
public record AuditEvent(
        long id,
        Instant at,
        String actor,
        String action,
        @Nullable UUID targetId,
        @Nullable String targetName,
        @Nullable String reason,
        String details,
        @Nullable Boolean actorClaimed,
        @Nullable String databaseRole,
        @Nullable Long osUid) {}
