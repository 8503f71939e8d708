package dev.latchkey.server.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;

/** Makes a {@link Failure} of what the framework's filters for protocol endpoints refuse. */
public final class OAuthRefusal implements AuthenticationFailureHandler {

    /**
     * Does not return.
     *
     * @throws Failure always, with the code and the description of the error
     */
    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException exception) {
        OAuth2Error error = exception instanceof OAuth2AuthenticationException oauth
                ? oauth.getError()
                : new OAuth2Error(OAuth2ErrorCodes.INVALID_REQUEST);
        boolean client = OAuth2ErrorCodes.INVALID_CLIENT.equals(error.getErrorCode());
        Failure failure = new Failure(
                client ? HttpStatus.UNAUTHORIZED : HttpStatus.BAD_REQUEST,
                error.getErrorCode(),
                error.getDescription());
        // Always with a challenge: RFC 9110 wants one with every 401.
        throw client
                ? failure.with(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"latchkey\", charset=\"UTF-8\"")
                : failure;
    }
}
