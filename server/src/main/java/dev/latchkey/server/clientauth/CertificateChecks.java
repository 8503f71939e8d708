package dev.latchkey.server.clientauth;

import dev.latchkey.core.client.AuthMethod;
import dev.latchkey.core.client.Client;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** Whether a certificate is that of a client: <a href="https://www.rfc-editor.org/rfc/rfc8705#section-2">RFC 8705, section 2</a>. */
final class CertificateChecks {

    private final ClientSignatures keys;
    private final @Nullable X509TrustManager authorities;

    /** {@code authorities} sign certificates of clients that are known by their subject; null when none do. */
    CertificateChecks(ClientSignatures keys, @Nullable X509TrustManager authorities) {
        this.keys = keys;
        this.authorities = authorities;
    }

    /** What is wrong with the certificate that a client shows, for the log; null when nothing is. */
    @Nullable
    String flaw(Client client, List<X509Certificate> chain, Instant now) {
        if (chain.isEmpty()) {
            return "it shows no certificate";
        }
        return client.authentication().method() == AuthMethod.TLS_CLIENT_AUTH
                ? signedFlaw(client, chain)
                : selfSignedFlaw(client, chain.getFirst(), now);
    }

    private @Nullable String signedFlaw(Client client, List<X509Certificate> chain) {
        String subject = client.authentication().tlsSubject();
        try {
            // Compared in canonical form: blanks and case of most attributes do not count.
            if (subject == null
                    || !new X500Principal(subject).equals(chain.getFirst().getSubjectX500Principal())) {
                return "its certificate has another subject";
            }
        } catch (IllegalArgumentException e) {
            return "the subject that it is registered with cannot be read";
        }
        if (authorities == null) {
            return "no authority is known: latchkey.tls.client-ca-file is not set";
        }
        try {
            authorities.checkClientTrusted(chain.toArray(X509Certificate[]::new), "UNKNOWN");
            return null;
        } catch (CertificateException e) {
            return "its certificate is not signed by a known authority, or not valid now";
        }
    }

    private @Nullable String selfSignedFlaw(Client client, X509Certificate certificate, Instant now) {
        try {
            certificate.checkValidity(Date.from(now));
        } catch (CertificateException e) {
            return "its certificate is not valid now";
        }
        byte[] key = certificate.getPublicKey().getEncoded();
        boolean known = isOneOf(keys.keys(client, false), key)
                || (client.authentication().jwksUri() != null && isOneOf(keys.keys(client, true), key));
        return known ? null : "its certificate has none of its keys";
    }

    private static boolean isOneOf(List<ClientSignatures.Verifying> keys, byte[] encoded) {
        return keys.stream().anyMatch(key -> Arrays.equals(key.key().getEncoded(), encoded));
    }
}
