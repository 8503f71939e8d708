package dev.latchkey.server.clientauth;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;

/** A client as a request names it, with what it proves that by: nothing of it is verified. */
final class ClaimedClient extends AbstractAuthenticationToken {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String clientId;
    private final ClientAuthenticationMethod method;
    private final transient @Nullable String secret;
    private final transient @Nullable Assertion assertion;

    private ClaimedClient(
            String clientId,
            ClientAuthenticationMethod method,
            @Nullable String secret,
            @Nullable Assertion assertion) {
        super(AuthorityUtils.NO_AUTHORITIES);
        this.clientId = clientId;
        this.method = method;
        this.secret = secret;
        this.assertion = assertion;
    }

    static ClaimedClient withSecret(String clientId, ClientAuthenticationMethod method, String secret) {
        return new ClaimedClient(clientId, method, secret, null);
    }

    static ClaimedClient withAssertion(Assertion assertion) {
        return new ClaimedClient(assertion.clientId(), ClientAuthenticationMethod.PRIVATE_KEY_JWT, null, assertion);
    }

    /** With its name only. */
    static ClaimedClient named(String clientId) {
        return new ClaimedClient(clientId, ClientAuthenticationMethod.NONE, null, null);
    }

    String clientId() {
        return clientId;
    }

    ClientAuthenticationMethod method() {
        return method;
    }

    @Nullable
    String secret() {
        return secret;
    }

    @Nullable
    Assertion assertion() {
        return assertion;
    }

    @Override
    public Object getPrincipal() {
        return clientId;
    }

    @Override
    public Object getCredentials() {
        return "";
    }
}
