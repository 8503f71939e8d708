package dev.latchkey.server.token;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AccessToken;

/**
 * The tokens of one response of the token endpoint.
 *
 * @param refreshToken null when the client may not refresh
 * @param idToken null without the scope {@code openid}, or when the user did not sign in with a browser
 * @param issuedTokenType of the access token, if it is exchanged (<a
 *     href="https://www.rfc-editor.org/rfc/rfc8693#section-2.2.1">RFC 8693, section 2.2.1</a>); else null
 */
public record IssuedTokens(
        OAuth2AccessToken accessToken,
        @Nullable String refreshToken,
        @Nullable String idToken,
        @Nullable String issuedTokenType) {

    /** <a href="https://www.rfc-editor.org/rfc/rfc8693#section-3">RFC 8693, section 3</a>. */
    public static final String ACCESS_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:access_token";

    /** Leaves the tokens out. */
    @Override
    public String toString() {
        return "IssuedTokens[expiresAt=" + accessToken.getExpiresAt() + "]";
    }
}
