package dev.latchkey.server.clientauth;

import java.io.Serial;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.core.OAuth2Error;

/**
 * What came in place of credentials: nothing, or something that cannot be any client's. The provider refuses it like
 * wrong credentials, so that it is logged and counts against the limit.
 */
final class UnreadableClient extends AbstractAuthenticationToken {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient OAuth2Error error;

    UnreadableClient(String code, String why) {
        super(AuthorityUtils.NO_AUTHORITIES);
        this.error = new OAuth2Error(code, why, null);
    }

    OAuth2Error error() {
        return error;
    }

    @Override
    public Object getPrincipal() {
        return "";
    }

    @Override
    public Object getCredentials() {
        return "";
    }
}
