package dev.latchkey.server.http;

import java.time.Duration;

/** The caller tried too often. The same request may succeed after {@link #retryAfter}. */
public final class RateLimitedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String limit;
    private final int quota;
    private final Duration window;
    private final Duration retryAfter;

    /**
     * A refusal.
     *
     * @param limit by its name: {@code address}, {@code account}, {@code client}, {@code registration}, {@code profile}
     *     or {@code password-change}
     * @param quota how many it allows in {@code window}
     */
    public RateLimitedException(String limit, int quota, Duration window, Duration retryAfter) {
        super("Over the limit of " + limit);
        this.limit = limit;
        this.quota = quota;
        this.window = window;
        this.retryAfter = retryAfter;
    }

    /** The name of the limit. */
    public String limit() {
        return limit;
    }

    /** {@code Retry-After}, in seconds. */
    public String retryAfter() {
        return Long.toString(retryAfter.toSeconds());
    }

    /**
     * {@code RateLimit-Policy} as the
     * <a href="https://www.ietf.org/archive/id/draft-ietf-httpapi-ratelimit-headers-10.html">draft</a> has it.
     */
    public String policyHeader() {
        return "\"" + limit + "\";q=" + quota + ";w=" + window.toSeconds();
    }

    /** {@code RateLimit}, likewise. */
    public String limitHeader() {
        return "\"" + limit + "\";r=0;t=" + retryAfter();
    }
}
