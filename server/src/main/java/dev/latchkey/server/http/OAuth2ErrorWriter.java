package dev.latchkey.server.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;

/** Answers a request to a protocol endpoint that was refused. */
public final class OAuth2ErrorWriter implements AuthenticationFailureHandler {

    /** The attribute of a request that was refused: the code of the error, as a string. */
    public static final String ERROR = OAuth2ErrorWriter.class.getName() + ".error";

    private final ErrorWriter errors;

    public OAuth2ErrorWriter(ErrorWriter errors) {
        this.errors = errors;
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException exception)
            throws IOException {
        OAuth2Error error = exception instanceof OAuth2AuthenticationException oauth
                ? oauth.getError()
                : new OAuth2Error(OAuth2ErrorCodes.INVALID_REQUEST);
        request.setAttribute(ERROR, error.getErrorCode());
        if (OAuth2ErrorCodes.INVALID_CLIENT.equals(error.getErrorCode())) {
            // Always with a challenge: RFC 9110 wants one with every 401.
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"latchkey\", charset=\"UTF-8\"");
            errors.writeOAuth2(response, HttpStatus.UNAUTHORIZED, error.getErrorCode(), error.getDescription());
        } else {
            errors.writeOAuth2(response, HttpStatus.BAD_REQUEST, error.getErrorCode(), error.getDescription());
        }
    }
}
