package dev.latchkey.core.family;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which token families to list; null means any.
 *
 * @param liveOnly leaves out what is revoked, over, or belongs to a disabled user
 * @param createdWithin only what began in this time up to now
 * @param scope only what this scope was granted to
 * @param limit how many at most; 0 for all
 */
public record FamilyFilter(
        @Nullable UUID userId,
        @Nullable UUID clientId,
        boolean liveOnly,
        @Nullable Duration createdWithin,
        @Nullable String scope,
        int limit) {}
