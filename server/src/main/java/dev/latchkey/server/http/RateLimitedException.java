package dev.latchkey.server.http;

import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * There were too many attempts. The same request may succeed later: 429, with {@code Retry-After} and the headers of the
 * <a href="https://www.ietf.org/archive/id/draft-ietf-httpapi-ratelimit-headers-10.html">draft on rate limits</a>.
 */
public final class RateLimitedException extends Failure {

    private static final long serialVersionUID = 1L;

    private final String limit;

    /**
     * An answer with the headers of one limit.
     *
     * @param limit by its name: {@code address}, {@code account}, {@code client}, {@code registration}, {@code profile},
     *     {@code password-change}, {@code device}, {@code user-code}, {@code pushed-request}, {@code letter} or
     *     {@code document}
     * @param quota how many attempts it allows in {@code window}
     * @param retryAfter when the next attempt may succeed; sent in whole seconds
     */
    public RateLimitedException(String limit, int quota, Duration window, Duration retryAfter) {
        // RFC 6749 has no code for this; that one says what it is: the same request may succeed later.
        super(
                HttpStatus.TOO_MANY_REQUESTS,
                "temporarily_unavailable",
                "There were too many attempts. Try again later.");
        this.limit = limit;
        String name = '"' + limit + '"';
        with(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter.toSeconds()));
        with("RateLimit-Policy", name + ";q=" + quota + ";w=" + window.toSeconds());
        with("RateLimit", name + ";r=0;t=" + retryAfter.toSeconds());
    }

    /** Whether too many letters were asked for, and not too many guesses made. */
    public boolean isOfLetters() {
        return limit.equals("letter");
    }

    @Override
    public String outcome() {
        return "rate_limited";
    }
}
