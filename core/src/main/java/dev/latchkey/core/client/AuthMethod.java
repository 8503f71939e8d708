package dev.latchkey.core.client;

import java.util.Arrays;
import java.util.Optional;

/** How a confidential client proves who it is. */
public enum AuthMethod {
    /** A secret, by HTTP Basic or in the form: <a href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1">RFC 6749, section 2.3.1</a>. */
    SECRET("secret"),
    /** A JWT that it signs: <a href="https://www.rfc-editor.org/rfc/rfc7523#section-2.2">RFC 7523, section 2.2</a>. */
    PRIVATE_KEY_JWT("private_key_jwt"),
    /** A certificate of a known authority: <a href="https://www.rfc-editor.org/rfc/rfc8705#section-2.1">RFC 8705, section 2.1</a>. */
    TLS_CLIENT_AUTH("tls_client_auth"),
    /** A certificate with one of its keys: <a href="https://www.rfc-editor.org/rfc/rfc8705#section-2.2">RFC 8705, section 2.2</a>. */
    SELF_SIGNED_TLS_CLIENT_AUTH("self_signed_tls_client_auth"),
    /** A JWT of an issuer that it trusts, and nothing else: see {@link ClientTrust}. No registered name says that. */
    FEDERATED("federated");

    private final String value;

    AuthMethod(String value) {
        this.value = value;
    }

    /** Its name in the database, and in metadata where that has one for it. */
    public String value() {
        return value;
    }

    /** By its name in the database. */
    public static Optional<AuthMethod> of(String value) {
        return Arrays.stream(values())
                .filter(method -> method.value.equals(value))
                .findFirst();
    }
}
