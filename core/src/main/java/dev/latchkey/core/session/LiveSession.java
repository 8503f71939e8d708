package dev.latchkey.core.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * A browser session that is good right now, with what an authorization needs of its user.
 *
 * @param credentialVersion of the user, now and when the session began
 * @param authTime when the user last proved to be the user
 * @param amr by which methods, see {@link Amr}
 * @param secondFactor whether the user has a second factor, be it an app or a passkey
 * @param passkey whether the user has a passkey
 * @param remembered whether the cookie outlives the browser's own session
 * @param now the database's clock
 * @param scope what the user has, names separated by one space
 * @param consented what the user allowed the client until now, names separated by one space, by the URI of the resource that
 *     it was allowed for; without a resource by the empty text
 */
public record LiveSession(
        SessionReference reference,
        UUID userId,
        String username,
        int credentialVersion,
        Instant authTime,
        int amr,
        boolean secondFactor,
        boolean passkey,
        boolean remembered,
        Instant expiresAt,
        Instant now,
        String scope,
        Map<String, String> consented) {

    /** By how much times of one database may contradict each other when its clock is set. */
    private static final Duration SETTING = Duration.ofMinutes(1);

    /**
     * Whether the user has proved to be the user since so long ago. Not when that was at a time that is not yet, by a clock
     * that was wrong: such a time would be recent for long.
     */
    public boolean isSignedInWithin(Duration time) {
        return now.isBefore(authTime.plus(time)) && !now.plus(SETTING).isBefore(authTime);
    }
}
