package dev.latchkey.server.bearer;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * Takes the token from the one {@code Authorization} header, and from no other place (<a
 * href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750, section 2.1</a>; RFC 9449, section 7.1). Two
 * headers are rejected, because a proxy might read the one and this server the other.
 *
 * <p>Reads the header once: each reading has the firewall look at every character, and the framework's own resolver adds
 * a regular expression. For a long token both together were a fifth of the Java time of a userinfo request.
 */
public final class OneBearerToken implements AuthenticationConverter {

    /** The characters of {@code b64token} but for the padding, by their codes. */
    private static final boolean[] ALLOWED = new boolean[128];

    static {
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~+/"
                .chars()
                .forEach(c -> ALLOWED[c] = true);
    }

    @Override
    public @Nullable SentToken convert(HttpServletRequest request) {
        Enumeration<String> headers = request.getHeaders(HttpHeaders.AUTHORIZATION);
        if (!headers.hasMoreElements()) {
            return null;
        }
        String header = headers.nextElement();
        if (headers.hasMoreElements()) {
            throw new OAuth2AuthenticationException(
                    BearerTokenErrors.invalidRequest("There is more than one Authorization header."));
        }
        Scheme scheme = Scheme.BEARER.end(header) > 0 ? Scheme.BEARER : Scheme.DPOP;
        int end = scheme.end(header);
        if (end < 0) {
            return null;
        }
        if (!isToken(header, end + 1) || header.charAt(end) != ' ') {
            throw new OAuth2AuthenticationException(BearerTokenErrors.invalidToken("Bearer token is malformed"));
        }
        return new SentToken(header.substring(end + 1), scheme, request);
    }

    /** {@code b64token} of RFC 6750: at least one character before the padding. */
    private static boolean isToken(String header, int from) {
        int end = header.length();
        while (end > from && header.charAt(end - 1) == '=') {
            end--;
        }
        for (int i = from; i < end; i++) {
            char c = header.charAt(i);
            if (c >= ALLOWED.length || !ALLOWED[c]) {
                return false;
            }
        }
        return end > from;
    }
}
