package dev.latchkey.core.audit;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which events to list; null means any.
 *
 * @param action the action or the noun before its dot: {@code user.disable}, {@code user}
 * @param within only what happened in this time up to now
 */
public record AuditFilter(
        @Nullable UUID targetId,
        @Nullable String actor,
        @Nullable String action,
        @Nullable Duration within) {}
