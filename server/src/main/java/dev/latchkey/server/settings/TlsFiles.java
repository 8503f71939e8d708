package dev.latchkey.server.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import org.apache.tomcat.util.net.jsse.PEMFile;

/** The files of the TLS port, read as Tomcat does: else the first handshake would fail, or the start with a stack trace. */
final class TlsFiles {

    private static final String CERTIFICATE = "latchkey.tls.certificate";
    private static final String PRIVATE_KEY = "latchkey.tls.private-key";

    private static final byte[] PROBE = {1};

    private TlsFiles() {}

    /**
     * Checks that both can be read, and belong together.
     *
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    static void check(Path certificateFile, Path keyFile) {
        X509Certificate certificate = read(CERTIFICATE, certificateFile).getCertificates().stream()
                .findFirst()
                .orElseThrow(() -> wrong(CERTIFICATE, certificateFile, "has no certificate in PEM"));
        PrivateKey key = read(PRIVATE_KEY, keyFile).getPrivateKey();
        if (key == null) {
            throw wrong(PRIVATE_KEY, keyFile, "has no private key in PEM");
        }
        if (!isPair(certificate.getPublicKey(), key)) {
            throw wrong(PRIVATE_KEY, keyFile, "is not the key of the first certificate in '" + certificateFile + "'");
        }
    }

    /**
     * Checks that a file is there.
     *
     * @throws IllegalArgumentException naming the setting
     */
    static void checkIsThere(String setting, Path file) {
        if (!Files.exists(file)) {
            throw wrong(setting, file, "is missing");
        }
    }

    private static PEMFile read(String setting, Path file) {
        checkIsThere(setting, file);
        try (InputStream in = Files.newInputStream(file)) {
            return new PEMFile(file.toString(), in, null, null);
        } catch (IOException e) {
            throw wrong(setting, file, "cannot be read");
        } catch (GeneralSecurityException | RuntimeException e) {
            throw wrong(setting, file, "is damaged, or needs a password");
        }
    }

    private static boolean isPair(PublicKey publicKey, PrivateKey privateKey) {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> publicKey.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(privateKey);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static IllegalArgumentException wrong(String setting, Path file, String why) {
        return new IllegalArgumentException("The file '" + file + "' of " + setting + " " + why + ".");
    }
}
