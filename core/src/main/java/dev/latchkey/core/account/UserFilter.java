package dev.latchkey.core.account;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which users to list.
 *
 * @param active true for enabled ones only, false for disabled ones only, null for all
 * @param scope only users that have this scope, or null
 * @param createdWithin only users that were added in this time up to now, or null
 * @param limit how many at most; 0 for all
 */
public record UserFilter(
        @Nullable Boolean active,
        @Nullable String scope,
        @Nullable Duration createdWithin,
        int limit) {

    /** Without regard to when they were added. */
    public UserFilter(@Nullable Boolean active, @Nullable String scope, int limit) {
        this(active, scope, null, limit);
    }
}
