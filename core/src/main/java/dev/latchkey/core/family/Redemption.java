package dev.latchkey.core.family;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A client that presents an authorization code.
 *
 * @param clientId who presents it, authenticated if it is confidential
 * @param redirectUri as the client repeats it; null when it does not
 * @param verifier of {@link Pkce}; null when there is none
 * @param consented whether the user's consent must still be there: false for clients that need none
 * @param told whether the client is told when the session ends, so that it is noted beside the session
 * @param lifetime until the family ends, however often it is refreshed
 * @param idle until it ends unless it is refreshed
 * @param jkt the thumbprint of the key that the refresh tokens of a public client are bound to; null for none
 */
public record Redemption(
        UUID clientId,
        @Nullable String redirectUri,
        @Nullable String verifier,
        boolean consented,
        boolean told,
        Duration lifetime,
        Duration idle,
        @Nullable String jkt) {

    /** A redemption without a key that refresh tokens are bound to. */
    public Redemption(
            UUID clientId,
            @Nullable String redirectUri,
            @Nullable String verifier,
            boolean consented,
            boolean told,
            Duration lifetime,
            Duration idle) {
        this(clientId, redirectUri, verifier, consented, told, lifetime, idle, null);
    }

    /** Leaves the verifier out. */
    @Override
    public String toString() {
        return "Redemption[client=" + clientId + "]";
    }
}
