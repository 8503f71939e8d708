package dev.latchkey.server.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes errors of the protocol endpoints as
 * <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749, section 5.2</a>, wants them.
 */
public final class OAuth2ErrorWriter implements AuthenticationFailureHandler {

    /** The attribute of a request that was refused: the code of the error, as a string. */
    public static final String ERROR = OAuth2ErrorWriter.class.getName() + ".error";

    private final JsonMapper json;

    public OAuth2ErrorWriter(JsonMapper json) {
        this.json = json;
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
            // The reason is in the log: whoever guesses clients learns nothing from it.
            write(response, HttpStatus.UNAUTHORIZED, error.getErrorCode(), null);
        } else {
            write(response, HttpStatus.BAD_REQUEST, error.getErrorCode(), error.getDescription());
        }
    }

    /** Writes an error with a code of the RFC and a sentence for the caller's developer. */
    public void write(HttpServletResponse response, HttpStatus status, String code, @Nullable String description)
            throws IOException {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("error", code);
        if (description != null) {
            body.put("error_description", description);
        }
        response.setStatus(status.value());
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.getOutputStream().write(json.writeValueAsString(body).getBytes(StandardCharsets.UTF_8));
    }
}
