package dev.latchkey.server.clientauth;

import java.io.Serial;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.core.OAuth2Error;

/**
 * Missing or malformed credentials. The provider rejects them like wrong credentials, so that they are logged and count
 * against the rate limit.
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
