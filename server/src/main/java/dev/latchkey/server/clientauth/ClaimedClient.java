package dev.latchkey.server.clientauth;

import java.io.Serial;
import java.security.cert.X509Certificate;
import java.util.List;
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
    private final transient List<X509Certificate> certificates;

    private ClaimedClient(
            String clientId,
            ClientAuthenticationMethod method,
            @Nullable String secret,
            @Nullable Assertion assertion,
            List<X509Certificate> certificates) {
        super(AuthorityUtils.NO_AUTHORITIES);
        this.clientId = clientId;
        this.method = method;
        this.secret = secret;
        this.assertion = assertion;
        this.certificates = certificates;
    }

    static ClaimedClient withSecret(String clientId, ClientAuthenticationMethod method, String secret) {
        return new ClaimedClient(clientId, method, secret, null, List.of());
    }

    static ClaimedClient withAssertion(Assertion assertion) {
        return new ClaimedClient(
                assertion.clientId(), ClientAuthenticationMethod.PRIVATE_KEY_JWT, null, assertion, List.of());
    }

    /** With its name only, and perhaps a certificate that came with the connection. */
    static ClaimedClient named(String clientId, List<X509Certificate> certificates) {
        return new ClaimedClient(clientId, ClientAuthenticationMethod.NONE, null, null, certificates);
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

    /** Its own, then those that sign it. */
    List<X509Certificate> certificates() {
        return certificates;
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
