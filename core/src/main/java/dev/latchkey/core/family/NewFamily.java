package dev.latchkey.core.family;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A sign-in that is about to begin a token family.
 *
 * @param credentialVersion of the credentials that the user signed in with: when it is no longer the user's, nothing begins
 * @param lifetime until the family ends, however often it is refreshed
 * @param idle until it ends unless it is refreshed
 * @param address where the request came from, as text; null when unknown
 * @param restrictions for what, and with which key, its tokens are good
 */
public record NewFamily(
        UUID userId,
        int credentialVersion,
        UUID clientId,
        String grantType,
        Scopes scopes,
        Duration lifetime,
        Duration idle,
        @Nullable String address,
        @Nullable String userAgent,
        Restrictions restrictions) {

    /** A sign-in whose tokens are good for whatever its client has, with any key. */
    public NewFamily(
            UUID userId,
            int credentialVersion,
            UUID clientId,
            String grantType,
            Scopes scopes,
            Duration lifetime,
            Duration idle,
            @Nullable String address,
            @Nullable String userAgent) {
        this(
                userId,
                credentialVersion,
                clientId,
                grantType,
                scopes,
                lifetime,
                idle,
                address,
                userAgent,
                Restrictions.NONE);
    }
}
