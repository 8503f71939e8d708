package dev.latchkey.server.token;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AccessToken;

/**
 * The tokens of one response of the token endpoint.
 *
 * @param refreshToken null when the client may not refresh
 * @param idToken null without the scope {@code openid}, or when the user did not sign in with a browser
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
