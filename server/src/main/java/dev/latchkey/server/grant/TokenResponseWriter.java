package dev.latchkey.server.grant;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the token response: <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.1">RFC 6749, section 5.1</a>.
 * The framework's own writer counts {@code expires_in} from a later moment than the token does.
 */
public final class TokenResponseWriter implements AuthenticationSuccessHandler {

    private final JsonMapper json;

    public TokenResponseWriter(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        OAuth2AccessTokenAuthenticationToken granted = (OAuth2AccessTokenAuthenticationToken) authentication;
        OAuth2AccessToken token = granted.getAccessToken();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", token.getTokenValue());
        body.put("token_type", token.getTokenType().getValue());
        body.put(
                "expires_in",
                Duration.between(
                                Objects.requireNonNull(token.getIssuedAt()),
                                Objects.requireNonNull(token.getExpiresAt()))
                        .toSeconds());
        if (granted.getRefreshToken() != null) {
            body.put("refresh_token", granted.getRefreshToken().getTokenValue());
        }
        // The ID token (OpenID Connect Core 1.0, section 3.1.3.3), or the type of an exchanged token (RFC 8693, section
        // 2.2.1).
        body.putAll(granted.getAdditionalParameters());
        if (!token.getScopes().isEmpty()) {
            body.put("scope", String.join(" ", token.getScopes()));
        }
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.getOutputStream().write(json.writeValueAsBytes(body));
    }
}
