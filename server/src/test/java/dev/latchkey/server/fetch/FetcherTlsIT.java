package dev.latchkey.server.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.server.fixture.RawServer;
import dev.latchkey.server.settings.FetchSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which certificates a host may show. */
class FetcherTlsIT {

    private static final String PASSWORD = "password";

    @TempDir
    private Path directory;

    private static Fetcher fetcher(@Nullable Path caFile) {
        return new Fetcher(
                new FetchSettings(List.of("localhost", "127.0.0.1"), caFile),
                new SimpleMeterRegistry(),
                InetAddress::getAllByName,
                System::nanoTime);
    }

    @Test
    void aHostIsBelievedByACertificateOfTheOperatorsForItsOwnNameOnly() throws Exception {
        keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost");
        Path file = directory.resolve("ca.pem");
        keytool("-exportcert", "-rfc", "-file", file.toString());
        try (RawServer server = serve();
                Fetcher believing = fetcher(file);
                Fetcher other = fetcher(null)) {
            URI uri = URI.create("https://localhost:" + server.port() + "/");
            assertThat(believing.post(uri, "a=b")).isEqualTo(200);
            assertThatThrownBy(() -> other.post(uri, "a=b"))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("certificate");
            // The same server by another name.
            assertThatThrownBy(() -> believing.post(URI.create("https://127.0.0.1:" + server.port() + "/"), "a=b"))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("certificate");
        }
    }

    @Test
    void aFileWithoutACertificateIsRefusedAtOnce() throws Exception {
        Path file = Files.writeString(directory.resolve("ca.pem"), "");
        assertThatThrownBy(() -> fetcher(file)).isInstanceOf(ConfigurationException.class);
    }

    private RawServer serve() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store())) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        byte[] answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        return RawServer.start(
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                out -> out.write(answer));
    }

    private Path store() {
        return directory.resolve("keys.p12");
    }

    private void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(Stream.concat(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString()),
                        Stream.of(arguments))
                .toList());
        command.addAll(List.of("-alias", "server", "-keystore", store().toString(), "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }
}
