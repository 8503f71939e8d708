package dev.latchkey.core.client;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a client proves who it is.
 *
 * @param method {@link AuthMethod#SECRET} for a public client too, which has none
 * @param jwks its public keys as a JWK Set (<a href="https://www.rfc-editor.org/rfc/rfc7517#section-5">RFC 7517, section
 *     5</a>); null when it has none, or elsewhere
 * @param jwksUri where its public keys are; null when they are here
 * @param tlsSubject the subject of its certificate, as text of RFC 4514
 * @param trusts whose JWTs authenticate it too, beside the method
 */
public record ClientAuthentication(
        AuthMethod method,
        @Nullable String jwks,
        @Nullable String jwksUri,
        @Nullable String tlsSubject,
        List<ClientTrust> trusts) {

    private static final int MOST_TRUSTS = 20;

    /** A secret, or nothing. */
    public static final ClientAuthentication BY_SECRET = new ClientAuthentication(AuthMethod.SECRET, null, null, null);

    /**
     * Checks the list of trusts.
     *
     * @throws IllegalArgumentException when there are more than 20, or two for one subject: the looser one would win
     */
    public ClientAuthentication {
        trusts = List.copyOf(trusts);
        if (trusts.size() > MOST_TRUSTS) {
            throw new IllegalArgumentException("A client has at most " + MOST_TRUSTS + " trusts.");
        }
        Set<ClientTrust.Key> named = new HashSet<>();
        for (ClientTrust trust : trusts) {
            if (!named.add(trust.key())) {
                throw new IllegalArgumentException("There are two trusts of " + trust.named() + ". Only one can hold.");
            }
        }
    }

    /** Without trusts. */
    public ClientAuthentication(
            AuthMethod method, @Nullable String jwks, @Nullable String jwksUri, @Nullable String tlsSubject) {
        this(method, jwks, jwksUri, tlsSubject, List.of());
    }

    /** The same with other trusts. */
    public ClientAuthentication withTrusts(List<ClientTrust> others) {
        return new ClientAuthentication(method, jwks, jwksUri, tlsSubject, others);
    }

    /** Whether an assertion that was good before may not be good any more, other keys of the same issuer aside. */
    public boolean trustsLess(ClientAuthentication before) {
        Set<ClientTrust> now = trusts.stream().map(ClientTrust::withoutKeys).collect(Collectors.toSet());
        return !before.trusts.stream().map(ClientTrust::withoutKeys).allMatch(now::contains);
    }

    /** Whether its public keys have to be known. */
    public boolean needsKeys() {
        return method == AuthMethod.PRIVATE_KEY_JWT || method == AuthMethod.SELF_SIGNED_TLS_CLIENT_AUTH;
    }

    /** Whether it is proved by a certificate. */
    public boolean byCertificate() {
        return method == AuthMethod.TLS_CLIENT_AUTH || method == AuthMethod.SELF_SIGNED_TLS_CLIENT_AUTH;
    }

    static ClientAuthentication read(ResultSet row) throws SQLException {
        String method = row.getString("auth_method");
        return new ClientAuthentication(
                AuthMethod.of(method)
                        .orElseThrow(() -> new IllegalArgumentException("The method " + method + " is not known.")),
                row.getString("jwks"),
                row.getString("jwks_uri"),
                row.getString("tls_subject"),
                ClientTrust.read(row.getString("trusts")));
    }

    /** By the names of the columns. */
    Map<String, @Nullable Object> columns() {
        Map<String, @Nullable Object> columns = new HashMap<>();
        columns.put("auth_method", method.value());
        columns.put("jwks", jwks);
        columns.put("jwks_uri", jwksUri);
        columns.put("tls_subject", tlsSubject);
        columns.put("trusts", trusts.stream().map(ClientTrust::members).toList());
        return columns;
    }

    /** For the audit log; null for what is as in most clients. */
    Map<String, @Nullable String> fields() {
        Map<String, @Nullable String> fields = new HashMap<>();
        fields.put("auth_method", method == AuthMethod.SECRET ? null : method.value());
        fields.put("jwks", jwks);
        fields.put("jwks_uri", jwksUri);
        fields.put("tls_subject", tlsSubject);
        fields.put("trusts", trusts.isEmpty() ? null : ClientTrust.json(trusts));
        return fields;
    }
}
