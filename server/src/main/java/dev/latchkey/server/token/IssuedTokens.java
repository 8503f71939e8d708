package dev.latchkey.server.token;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AccessToken;

/**
 * What a client gets.
 *
 * @param refreshToken null when the client may not refresh
 * @param idToken null when no sign-in with OpenID Connect is behind the tokens
 */
public record IssuedTokens(
        OAuth2AccessToken accessToken,
        @Nullable String refreshToken,
        @Nullable String idToken) {

    /** Leaves the tokens out. */
    @Override
    public String toString() {
        return "IssuedTokens[expiresAt=" + accessToken.getExpiresAt() + "]";
    }
}
