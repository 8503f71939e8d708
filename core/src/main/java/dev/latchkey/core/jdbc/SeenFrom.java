package dev.latchkey.core.jdbc;

import org.jspecify.annotations.Nullable;

/** Where a request came from, in the form in which columns take it. */
public final class SeenFrom {

    private static final int USER_AGENT_MAX_LENGTH = 120;

    private SeenFrom() {}

    /** An address without its zone: a link-local one may have it, and PostgreSQL does not take it. */
    public static @Nullable String address(@Nullable String address) {
        int zone = address == null ? -1 : address.indexOf('%');
        return address == null || zone < 0 ? address : address.substring(0, zone);
    }

    /** The first 120 characters. */
    public static @Nullable String userAgent(@Nullable String userAgent) {
        if (userAgent == null || userAgent.codePointCount(0, userAgent.length()) <= USER_AGENT_MAX_LENGTH) {
            return userAgent;
        }
        return userAgent.substring(0, userAgent.offsetByCodePoints(0, USER_AGENT_MAX_LENGTH));
    }
}
