package dev.latchkey.core.key;

import java.time.Duration;

/**
 * How long the parts of a key's life are.
 *
 * @param cacheAge how long resource servers may cache the JWK Set
 * @param longestAccessToken how long an access token can live
 * @param rotateAfter how long a key signs before servers make the next one; zero for until they are told to
 */
public record KeySchedule(Duration cacheAge, Duration longestAccessToken, Duration rotateAfter) {

    /** No client may have longer ones. */
    public static final Duration LONGEST_ACCESS_TOKEN = Duration.ofDays(1);

    public static final KeySchedule DEFAULT =
            new KeySchedule(Duration.ofMinutes(5), LONGEST_ACCESS_TOKEN, Duration.ofDays(90));

    public KeySchedule withRotateAfter(Duration age) {
        return new KeySchedule(cacheAge, longestAccessToken, age);
    }

    /**
     * After which everybody has a JWK Set that is published now, or at most as old as now: a cache may have been filled
     * from another one. So long a key is published before it signs.
     */
    public Duration pending() {
        return cacheAge.multipliedBy(2);
    }

    /** How long a key is published after it signed: the last token, and some time for clocks that are apart. */
    Duration retired() {
        return longestAccessToken.plus(cacheAge);
    }
}
