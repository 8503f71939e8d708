package dev.latchkey.server.edge;

import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.http.Failure;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Guards the protocol endpoints: lets only a POST of one well-formed form through, and keeps answers from being
 * cached.
 */
public final class FormFilter extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(FormFilter.class);

    public FormFilter() {}

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (!"POST".equals(request.getMethod())) {
            throw refusal(HttpStatus.METHOD_NOT_ALLOWED, "Only POST is allowed here.")
                    .with(HttpHeaders.ALLOW, "POST");
        }
        if (request.getQueryString() != null) {
            throw Failure.invalidRequest("Parameters belong in the body, not in the URL.");
        }
        if (!isForm(request.getContentType())) {
            throw Failure.invalidRequest("The body is not application/x-www-form-urlencoded in UTF-8.");
        }
        Map<String, String[]> form;
        try {
            form = request.getParameterMap();
        } catch (RequestRejectedException e) {
            // The firewall looks at the names of parameters: control characters.
            throw Failure.invalidRequest("A parameter has a name that is not text.");
        } catch (InvalidParameterException e) {
            HttpStatus status = HttpStatus.valueOf(e.getErrorCode());
            // Its message repeats what was sent, which may be a password.
            LOG.debug("Refused a form that cannot be read: {}", status);
            throw refusal(
                    status,
                    status == HttpStatus.CONTENT_TOO_LARGE
                            ? "The body is too large."
                            : "The body is not a form in UTF-8.");
        }
        String flaw = flaw(form, Endpoint.at(request.getRequestURI()).orElseThrow());
        if (flaw != null) {
            throw Failure.invalidRequest(flaw);
        }
        try {
            chain.doFilter(new FormRequest(request, form), response);
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    private static boolean isForm(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        try {
            MediaType type = MediaType.parseMediaType(contentType);
            Charset charset = type.getCharset();
            // The RFC knows no other encoding than UTF-8 (RFC 6749, appendix B).
            return type.equalsTypeAndSubtype(MediaType.APPLICATION_FORM_URLENCODED)
                    && (charset == null || charset.equals(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static @Nullable String flaw(Map<String, String[]> form, Endpoint endpoint) {
        for (Map.Entry<String, String[]> parameter : form.entrySet()) {
            if (parameter.getValue().length > 1 && endpoint.parameters().contains(parameter.getKey())) {
                return "The parameter " + parameter.getKey() + " is there more than once.";
            }
            for (String value : parameter.getValue()) {
                if (value.indexOf('\0') >= 0) {
                    return "A parameter has a NUL character.";
                }
            }
        }
        return null;
    }

    private static Failure refusal(HttpStatus status, String why) {
        return new Failure(status, OAuth2ErrorCodes.INVALID_REQUEST, why);
    }
}
