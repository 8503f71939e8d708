package dev.latchkey.server.revocation;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;

/**
 * Answers a revocation with an empty JSON object.
 * <a href="https://www.rfc-editor.org/rfc/rfc7009#section-2.2">RFC 7009, section 2.2</a>, has clients ignore the body,
 * but there are libraries that read every answer as JSON and fail on one without a content type.
 */
public final class RevocationResponseWriter implements AuthenticationSuccessHandler {

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.getOutputStream().write(new byte[] {'{', '}'});
    }
}
