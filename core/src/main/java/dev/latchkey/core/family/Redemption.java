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
 * @param provedKey the thumbprint of the key or certificate that the client proved with the request; null for none
 * @param bindsRefresh whether refresh tokens are bound to that key, as those of a public client are
 */
public record Redemption(
        UUID clientId,
        @Nullable String redirectUri,
        @Nullable String verifier,
        boolean consented,
        boolean told,
        Duration lifetime,
        Duration idle,
        @Nullable String provedKey,
        boolean bindsRefresh) {

    /** A redemption without the proof of a key. */
    public Redemption(
            UUID clientId,
            @Nullable String redirectUri,
            @Nullable String verifier,
            boolean consented,
            boolean told,
            Duration lifetime,
            Duration idle) {
        this(clientId, redirectUri, verifier, consented, told, lifetime, idle, null, false);
    }

    /** The thumbprint of the key that refresh tokens are bound to; null for none. */
    @Nullable
    String refreshKey() {
        return bindsRefresh ? provedKey : null;
    }

    /** Leaves the verifier out. */
    @Override
    public String toString() {
        return "Redemption[client=" + clientId + "]";
    }
}
