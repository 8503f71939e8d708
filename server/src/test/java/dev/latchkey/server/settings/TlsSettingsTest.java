package dev.latchkey.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.latchkey.server.fixture.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A port for certificates whose files are wrong is refused at the start, by the name of the setting. */
class TlsSettingsTest {

    @TempDir
    private static Path directory;

    private static Path certificate;
    private static Path key;
    private static Path otherKey;

    @BeforeAll
    static void make() throws Exception {
        TestCertificates certificates = new TestCertificates(directory);
        certificates.selfSigned("one", "CN=one");
        certificates.selfSigned("other", "CN=other");
        certificate = certificates.pem("one");
        key = certificates.keyPem("one");
        otherKey = certificates.keyPem("other");
    }

    private static TlsSettings settings(@Nullable Path certificate, @Nullable Path key) {
        return new TlsSettings(8443, certificate, key, null, null);
    }

    private static void assertRefused(@Nullable Path certificate, @Nullable Path key, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(certificate, key))
                .withMessageContaining(message);
    }

    @Test
    void aPairIsAccepted() {
        assertThat(settings(certificate, key).port()).isEqualTo(8443);
        assertThat(new TlsSettings(0, null, null, null, null).port()).isZero();
    }

    @Test
    void whatIsNoPairIsRefused() throws Exception {
        Path absent = directory.resolve("absent.pem");
        Path empty = Files.writeString(directory.resolve("empty.pem"), "");
        Path broken = Files.writeString(
                directory.resolve("broken.pem"),
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nAAAA\n"
                        + "-----END PRIVATE KEY-----\n");
        assertRefused(
                certificate, null, "latchkey.tls.port needs latchkey.tls.certificate and latchkey.tls.private-key");
        assertRefused(absent, key, "absent.pem' of latchkey.tls.certificate is missing");
        assertRefused(certificate, absent, "absent.pem' of latchkey.tls.private-key is missing");
        assertRefused(directory, key, "of latchkey.tls.certificate cannot be read");
        assertRefused(key, key, "of latchkey.tls.certificate has no certificate in PEM");
        assertRefused(empty, key, "of latchkey.tls.certificate has no certificate in PEM");
        assertRefused(certificate, certificate, "of latchkey.tls.private-key has no private key in PEM");
        assertRefused(broken, key, "of latchkey.tls.certificate is damaged");
        assertRefused(certificate, broken, "of latchkey.tls.private-key is damaged");
        assertRefused(certificate, otherKey, "of latchkey.tls.private-key is not the key of the first certificate");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TlsSettings(0, null, null, absent, null))
                .withMessageContaining("absent.pem' of latchkey.tls.client-ca-file is missing");
    }
}
