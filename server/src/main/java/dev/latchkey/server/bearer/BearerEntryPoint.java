package dev.latchkey.server.bearer;

import dev.latchkey.server.http.Failure;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenError;
import org.springframework.security.web.AuthenticationEntryPoint;

/** Throws a {@link Failure} when the access token is missing or invalid. */
public final class BearerEntryPoint implements AuthenticationEntryPoint {

    /**
     * Does not return.
     *
     * @throws Failure always, with a challenge
     */
    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException exception) {
        HttpStatus status = HttpStatus.UNAUTHORIZED;
        String code = "invalid_request";
        String detail = "This needs an access token.";
        if (exception instanceof OAuth2AuthenticationException oauth) {
            if (oauth.getError() instanceof BearerTokenError error) {
                status = error.getHttpStatus();
            }
            code = oauth.getError().getErrorCode();
            detail = String.valueOf(oauth.getError().getDescription());
            String challenge = Scheme.of(request).challenge(code, detail, null);
            throw new Failure(status, code, detail).with(HttpHeaders.WWW_AUTHENTICATE, challenge);
        }
        throw new Failure(status, code, detail)
                .with(HttpHeaders.WWW_AUTHENTICATE, Scheme.BEARER.challenge())
                .with(HttpHeaders.WWW_AUTHENTICATE, Scheme.DPOP.challenge());
    }
}
