package dev.latchkey.core.trust;

import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.core.connection.UnreadableFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Certificates of an operator's own authority, in place of those that Java trusts or beside them. */
public final class TrustedCertificates {

    private TrustedCertificates() {}

    /**
     * For connections to what they signed, and to nothing else.
     *
     * @param file in PEM
     * @throws ConfigurationException when it cannot be read, or has no certificate
     */
    public static SSLContext only(Path file) {
        return context(file, List.of());
    }

    /** The same for certificates that were read before. */
    public static SSLContext only(Collection<X509Certificate> authorities) {
        try {
            return context(authorities);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java makes no store of certificates", e);
        }
    }

    /**
     * The same for what Java trusts too.
     *
     * @param file as above; null for none
     */
    public static SSLContext besidesJavas(@Nullable Path file) {
        try {
            List<Certificate> javas = Arrays.stream(managers(null).getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .flatMap(manager -> Stream.of(((X509TrustManager) manager).getAcceptedIssuers()))
                    .map(Certificate.class::cast)
                    .toList();
            return context(file, javas);
        } catch (GeneralSecurityException e) {
            throw new ConfigurationException("The certificates that Java trusts cannot be read.");
        }
    }

    /**
     * Who says whether a certificate of the other side is signed by one of these.
     *
     * @param file as above
     * @throws ConfigurationException as above
     */
    public static X509TrustManager manager(Path file) {
        try {
            return Arrays.stream(managers(store(read(file))).getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("Java has no manager of trust"));
        } catch (GeneralSecurityException e) {
            throw unreadable(file);
        }
    }

    private static ConfigurationException unreadable(@Nullable Path file) {
        return new ConfigurationException("The certificates in the file " + file + " cannot be read.");
    }

    private static SSLContext context(@Nullable Path file, List<Certificate> others) {
        try {
            List<Certificate> all = new ArrayList<>(others);
            if (file != null) {
                all.addAll(read(file));
            }
            return context(all);
        } catch (GeneralSecurityException e) {
            throw unreadable(file);
        }
    }

    private static SSLContext context(Collection<? extends Certificate> all) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers(store(all)).getTrustManagers(), null);
        return context;
    }

    private static KeyStore store(Collection<? extends Certificate> certificates) throws GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        try {
            trusted.load(null, null);
        } catch (IOException e) {
            throw new IllegalStateException("An empty key store is read from nothing", e);
        }
        for (Certificate certificate : certificates) {
            trusted.setCertificateEntry(Integer.toString(trusted.size()), certificate);
        }
        return trusted;
    }

    private static Collection<? extends Certificate> read(Path file) throws GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new ConfigurationException("The file " + file + " has no certificate.");
            }
            return certificates;
        } catch (IOException e) {
            throw new ConfigurationException(UnreadableFile.sentence(file, e));
        }
    }

    private static TrustManagerFactory managers(@Nullable KeyStore trusted) throws GeneralSecurityException {
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        return managers;
    }
}
