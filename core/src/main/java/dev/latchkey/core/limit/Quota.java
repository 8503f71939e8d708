package dev.latchkey.core.limit;

import java.time.Duration;

/**
 * A bucket of {@code count} tokens that fills up in {@code window}: so many at once, and then one each time that a token
 * has come back.
 */
public record Quota(int count, Duration window) {

    /** Checks both. */
    public Quota {
        if (count < 1 || window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("a quota is a number and a length of time, both positive");
        }
    }

    /** The time in which one token comes back. */
    long microsPerToken() {
        return window.toNanos() / 1000 / count;
    }
}
