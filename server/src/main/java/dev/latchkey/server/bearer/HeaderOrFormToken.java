package dev.latchkey.server.bearer;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Takes the token from the one {@code Authorization} header or from a form
 * (<a href="https://www.rfc-editor.org/rfc/rfc6750#section-2.2">RFC 6750, sections 2.1 and 2.2</a>), and not from both.
 * A query string is rejected, because URLs are logged.
 */
public final class HeaderOrFormToken implements AuthenticationConverter {

    private static final String PARAMETER = "access_token";

    private final OneBearerToken header = new OneBearerToken();

    @Override
    public @Nullable SentToken convert(HttpServletRequest request) {
        if (request.getQueryString() != null) {
            throw invalid("The URL has a query string. The access token belongs in the header or in the body.");
        }
        SentToken inHeader = header.convert(request);
        // Only a POST with a form has parameters then.
        String[] inForm = request.getParameterValues(PARAMETER);
        if (inForm == null) {
            return inHeader;
        }
        if (inHeader != null || inForm.length > 1) {
            throw invalid("There is more than one access token.");
        }
        return inForm[0].isEmpty() ? null : new SentToken(inForm[0], Scheme.BEARER, request);
    }

    private static OAuth2AuthenticationException invalid(String description) {
        return new OAuth2AuthenticationException(BearerTokenErrors.invalidRequest(description));
    }
}
