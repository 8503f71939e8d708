package dev.latchkey.server.bearer;

import jakarta.servlet.http.HttpServletRequest;
import java.io.Serial;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/** An access token as it came with a request, not verified yet. */
public final class SentToken extends AbstractAuthenticationToken {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient String text;
    private final transient Scheme scheme;
    private final transient HttpServletRequest request;

    SentToken(String text, Scheme scheme, HttpServletRequest request) {
        super(AuthorityUtils.NO_AUTHORITIES);
        this.text = text;
        this.scheme = scheme;
        this.request = request;
    }

    String text() {
        return text;
    }

    Scheme scheme() {
        return scheme;
    }

    HttpServletRequest request() {
        return request;
    }

    @Override
    public Object getPrincipal() {
        return "";
    }

    @Override
    public Object getCredentials() {
        return text;
    }
}
