package dev.latchkey.server.bearer;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenError;
import org.springframework.security.web.AuthenticationEntryPoint;
import tools.jackson.databind.json.JsonMapper;

/** Answers a request whose access token is missing or not good. */
public final class BearerEntryPoint implements AuthenticationEntryPoint {

    private final JsonMapper json;

    public BearerEntryPoint(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException exception)
            throws IOException {
        HttpStatus status = HttpStatus.UNAUTHORIZED;
        String detail = "This needs an access token.";
        String challenge = BearerChallenge.PLAIN;
        if (exception instanceof OAuth2AuthenticationException oauth) {
            if (oauth.getError() instanceof BearerTokenError error) {
                status = error.getHttpStatus();
            }
            detail = String.valueOf(oauth.getError().getDescription());
            challenge = BearerChallenge.of(oauth.getError().getErrorCode(), detail, null);
        }
        response.setStatus(status.value());
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, challenge);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream()
                .write(json.writeValueAsString(ProblemDetail.forStatusAndDetail(status, detail))
                        .getBytes(StandardCharsets.UTF_8));
    }
}
