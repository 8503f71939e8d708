package dev.latchkey.core.client;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The authorities of a {@link ClientTrust}: certificates, each DER in base64, as {@code x5c} has them (RFC 7517, section 4.7). */
public final class TrustedAuthorities {

    /** Of a file of certificates in PEM, in bytes. */
    public static final int MOST_BYTES = 32_768;

    private static final int MOST_CHARACTERS = 16_384;

    private TrustedAuthorities() {}

    /**
     * Reads certificates in PEM.
     *
     * @throws IllegalArgumentException when there is none, or one that cannot be read
     */
    public static List<String> ofPem(byte[] pem) {
        try {
            List<String> ca = new ArrayList<>();
            for (var certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
                ca.add(Base64.getEncoder().encodeToString(certificate.getEncoded()));
            }
            if (ca.isEmpty()) {
                throw new IllegalArgumentException("There is no certificate in it.");
            }
            return List.copyOf(ca);
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("A certificate that was decoded cannot be encoded", e);
        } catch (CertificateException e) {
            throw new IllegalArgumentException("It has no certificates in PEM.", e);
        }
    }

    /**
     * The certificates.
     *
     * @throws IllegalArgumentException when one cannot be read
     */
    public static List<X509Certificate> read(List<String> ca) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (String one : ca) {
            try {
                byte[] der = Base64.getDecoder().decode(one);
                certificates.add((X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)));
            } catch (CertificateException | IllegalArgumentException e) {
                throw new IllegalArgumentException("An authority is a certificate, DER in base64.", e);
            }
        }
        return certificates;
    }

    static void require(List<String> ca) {
        if (ca.stream().mapToInt(String::length).sum() > MOST_CHARACTERS) {
            throw new IllegalArgumentException(
                    "The authorities of a trust have at most " + MOST_CHARACTERS + " characters in base64.");
        }
        read(ca);
    }
}
