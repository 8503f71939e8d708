package dev.latchkey.core.client;

import dev.latchkey.core.key.KeySchedule;
import dev.latchkey.core.text.Durations;
import java.time.Duration;

/**
 * The lifetimes of a client's tokens, in whole seconds.
 *
 * @param accessToken of an access token
 * @param refreshToken of a token family, however often it is refreshed
 * @param refreshIdle of a token family that is not refreshed
 * @param refreshGrace after a rotation, in which the token before gets the same successor again
 */
public record Lifetimes(Duration accessToken, Duration refreshToken, Duration refreshIdle, Duration refreshGrace) {

    public static final Lifetimes DEFAULT =
            new Lifetimes(Duration.ofMinutes(5), Duration.ofDays(30), Duration.ofDays(14), Duration.ofSeconds(60));

    /**
     * Checks that each is in the range that the database allows.
     *
     * @throws IllegalArgumentException naming the one that is not
     */
    public Lifetimes {
        check("access token lifetime", accessToken, Duration.ofSeconds(1), KeySchedule.LONGEST_ACCESS_TOKEN);
        check("refresh token lifetime", refreshToken, Duration.ofSeconds(1), Duration.ofDays(730));
        check("refresh token idle time", refreshIdle, Duration.ofSeconds(1), Duration.ofDays(730));
        check("refresh token grace period", refreshGrace, Duration.ZERO, Duration.ofMinutes(10));
    }

    private static void check(String what, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException("The " + what + " is not between " + Durations.format(least) + " and "
                    + Durations.format(most) + ".");
        }
    }
}
