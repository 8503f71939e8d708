package dev.latchkey.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.Waiting;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS in the server itself, as docs/operations.md says. */
class TlsIT {

    @TempDir
    private Path directory;

    @Test
    void tokensAreServedOverTlsAndARenewedCertificateIsTakenUp() throws Exception {
        X509Certificate first = issue("first");
        try (TestServer server = TestServer.start(
                TestDatabase.fresh(),
                "server.ssl.bundle=latchkey",
                "spring.ssl.bundle.pem.latchkey.keystore.certificate=" + directory.resolve("tls.crt"),
                "spring.ssl.bundle.pem.latchkey.keystore.private-key=" + directory.resolve("tls.key"),
                "spring.ssl.bundle.pem.latchkey.reload-on-update=true",
                "spring.ssl.bundle.watch.file.quiet-period=100ms")) {
            TestClient client = TestClient.named("app").addTo(server);
            HttpResponse<String> answer = token(server, client, first);
            assertThat(answer.body()).contains("\"access_token\":\"eyJ");
            assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
            // Neither without TLS, nor for somebody who does not trust the certificate.
            assertThat(server.http()
                            .raw("GET /oauth2/jwks HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII)))
                    .doesNotContain("\"keys\"");
            // Health stays as it was, for those inside.
            server.management().get("/actuator/health").expect(200);

            X509Certificate second = issue("second");
            assertThat(second).isNotEqualTo(first);
            Waiting.until("the renewed certificate is shown", Duration.ofSeconds(20), () -> trusts(server, second));
        }
    }

    private static boolean trusts(TestServer server, X509Certificate certificate) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(uri(server, "/oauth2/jwks")).build();
            try (HttpClient http = trusting(certificate)) {
                return http.send(request, BodyHandlers.ofString()).statusCode() == 200;
            }
        } catch (SSLHandshakeException e) {
            return false;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> token(TestServer server, TestClient client, X509Certificate certificate)
            throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(server, "/oauth2/token"))
                .header("Authorization", Http.basic(client.clientId(), client.secret()))
                .header("Content-Type", Http.FORM)
                .POST(BodyPublishers.ofString("grant_type=client_credentials"))
                .build();
        try (HttpClient http = trusting(certificate)) {
            return http.send(request, BodyHandlers.ofString());
        }
    }

    private static URI uri(TestServer server, String path) {
        return URI.create("https://localhost:" + server.base().getPort() + path);
    }

    private static HttpClient trusting(X509Certificate certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", certificate);
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    /** Makes a key and a certificate that it signs itself, and puts both where the server looks for them. */
    private X509Certificate issue(String name) throws Exception {
        Path store = directory.resolve(name + ".p12");
        char[] password = "password".toCharArray();
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=dns:localhost",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(password))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, password);
        }
        Certificate certificate = Objects.requireNonNull(keys.getCertificate("server"));
        write(
                "tls.key",
                "PRIVATE KEY",
                Objects.requireNonNull(keys.getKey("server", password)).getEncoded());
        write("tls.crt", "CERTIFICATE", certificate.getEncoded());
        return (X509Certificate) certificate;
    }

    private void write(String file, String type, byte[] content) throws Exception {
        Files.writeString(
                directory.resolve(file),
                "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                        + type + "-----\n");
    }
}
