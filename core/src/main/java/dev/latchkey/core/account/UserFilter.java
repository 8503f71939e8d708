package dev.latchkey.core.account;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which users to list.
 *
 * @param status only users of this status, or null
 * @param scope only users that have this scope, or null
 * @param createdWithin only users that were added in this time up to now, or null
 * @param expiringWithin only users whose accounts end in this time from now on, or null
 * @param limit how many at most; 0 for all
 */
public record UserFilter(
        @Nullable Status status,
        @Nullable String scope,
        @Nullable Duration createdWithin,
        @Nullable Duration expiringWithin,
        int limit) {

    /** Of each user exactly one: a disabled account that has expired too is disabled. */
    public enum Status {
        ACTIVE,
        DISABLED,
        EXPIRED;

        /** As commands print it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Without regard to when they were added and when they end. */
    public UserFilter(@Nullable Status status, @Nullable String scope, int limit) {
        this(status, scope, null, null, limit);
    }
}
