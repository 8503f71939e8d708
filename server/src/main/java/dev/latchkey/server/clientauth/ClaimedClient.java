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
    private final boolean described;
    private final boolean federated;

    private ClaimedClient(
            String clientId,
            ClientAuthenticationMethod method,
            @Nullable String secret,
            @Nullable Assertion assertion,
            List<X509Certificate> certificates,
            boolean described,
            boolean federated) {
        super(AuthorityUtils.NO_AUTHORITIES);
        this.clientId = clientId;
        this.method = method;
        this.secret = secret;
        this.assertion = assertion;
        this.certificates = certificates;
        this.described = described;
        this.federated = federated;
    }

    static ClaimedClient withSecret(String clientId, ClientAuthenticationMethod method, String secret) {
        return new ClaimedClient(clientId, method, secret, null, List.of(), false, false);
    }

    /** With a JWT that it signed itself, which names it. */
    static ClaimedClient withAssertion(Assertion assertion) {
        return withAssertion(assertion.subject(), assertion, false);
    }

    /** With a JWT that another party signed. */
    static ClaimedClient federated(String clientId, Assertion assertion) {
        return withAssertion(clientId, assertion, true);
    }

    private static ClaimedClient withAssertion(String clientId, Assertion assertion, boolean federated) {
        return new ClaimedClient(
                clientId, ClientAuthenticationMethod.PRIVATE_KEY_JWT, null, assertion, List.of(), false, federated);
    }

    /** With its name only, and perhaps a certificate that came with the connection. */
    static ClaimedClient named(String clientId, List<X509Certificate> certificates) {
        return new ClaimedClient(clientId, ClientAuthenticationMethod.NONE, null, null, certificates, false, false);
    }

    /** With the URL of a document as its name, which may not be stored yet. */
    static ClaimedClient described(String clientId) {
        return new ClaimedClient(clientId, ClientAuthenticationMethod.NONE, null, null, List.of(), true, false);
    }

    String clientId() {
        return clientId;
    }

    /** Whether its document is read, and not its row. */
    boolean isDescribed() {
        return described;
    }

    /** Whether its assertion is of another issuer. */
    boolean isFederated() {
        return federated;
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
