package dev.latchkey.core.session;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A browser session that is about to begin.
 *
 * @param proof what the user has just proved
 * @param address where the request came from, as text; null when unknown
 */
public record NewSession(
        UUID userId,
        Proof proof,
        @Nullable String address,
        @Nullable String userAgent) {

    /**
     * That a user has just proved to be the user.
     *
     * @param credentialVersion of the credentials that were checked: when the user has another version by now, no
     *     session begins
     * @param amr by which methods, see {@link Amr}
     * @param remembered whether the cookie outlives the browser's own session
     * @param lifetime until the session ends, counted from now
     */
    public record Proof(int credentialVersion, int amr, boolean remembered, Duration lifetime) {}
}
