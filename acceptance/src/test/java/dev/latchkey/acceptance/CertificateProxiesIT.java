package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proxies that pass the certificates of clients on, as docs/gateways.md configures them. */
class CertificateProxiesIT {

    private static final DocumentedFiles PAGE = new DocumentedFiles("gateways.md");
    private static final String BEHIND = "127.0.0.1:9000";

    @TempDir
    private static Path directory;

    private static Shell shell;
    private static Installation latchkey;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        Programs.require("openssl", "apt-get install openssl");
        Programs.require("curl", "apt-get install curl");
        shell = new Shell(directory, Map.of());
        selfSigned("auth", "localhost");
        selfSigned("authority", "authority");
        selfSigned("stranger", "authority");
        selfSigned("own", "own");
        signed("shop", "shop", "authority");
        signed("forged", "shop", "stranger");
        signed("middle", "middle", "authority");
        signed("below", "shop", "middle");
        Path keys = Files.writeString(directory.resolve("own.jwks"), "{\"keys\":[" + jwk("own") + "]}");
        latchkey = Installation.start(
                directory.resolve("home"),
                Map.of(
                        "LATCHKEY_LIMITS_CLIENT_FAILURES",
                        "0",
                        "LATCHKEY_CLIENT_CERT_PROXIES",
                        "127.0.0.1",
                        "LATCHKEY_TLS_CLIENT_CA_FILE",
                        directory.resolve("authority.crt").toString()));
        latchkey.latchkey("client add shop --profile service --scope read --auth tls --tls-subject CN=shop");
        latchkey.latchkey("client add own --profile service --scope read --auth self-signed-tls --jwks-file " + keys);
    }

    @AfterAll
    static void stop() {
        if (latchkey != null) {
            latchkey.close();
        }
        if (shell != null) {
            shell.close();
        }
    }

    @Test
    void nginx() throws Exception {
        Nginx.require();
        Path home = Files.createDirectory(directory.resolve("nginx"));
        port = Checkout.freePort();
        Path script = PAGE.write("mtls.js", home, Map.of());
        Path documented = PAGE.write(
                "nginx-mtls.conf",
                home,
                Map.of(
                        "/etc/nginx/mtls.js",
                        script.toString(),
                        "listen 443",
                        "listen 127.0.0.1:" + port,
                        "/etc/nginx/auth",
                        directory.resolve("auth").toString(),
                        BEHIND,
                        behind()));
        try (ExampleProcess nginx = Nginx.start(port, documented)) {
            tryOut();
            assertThat(nginx.output()).doesNotContain("[error]");
        }
    }

    @Test
    void haproxy() throws Exception {
        Path program = Programs.require("haproxy", "apt-get install haproxy");
        port = Checkout.freePort();
        Path documented = PAGE.write(
                "haproxy-mtls.cfg",
                directory,
                Map.of(
                        "bind :443",
                        "bind 127.0.0.1:" + port,
                        "/etc/haproxy/auth.pem",
                        directory.resolve("auth.pem").toString(),
                        "/etc/haproxy/clients.pem",
                        directory.resolve("authority.crt").toString(),
                        BEHIND,
                        behind()));
        try (ExampleProcess haproxy = ExampleProcess.startAt(
                port, directory, Map.of(), program.toString(), "-db", "-f", documented.toString())) {
            tryOut();
            assertThat(haproxy.output()).doesNotContain("[WARNING]", "[ALERT]");
        }
    }

    private static String behind() {
        return latchkey.issuer().replace("http://localhost", "127.0.0.1");
    }

    private static void tryOut() throws Exception {
        // A client in Java, for one, shows no certificate of an authority that is not named, when some are.
        assertThat(run("openssl s_client -connect 127.0.0.1:" + port + " </dev/null 2>&1"))
                .contains("No client certificate CA names sent");
        assertThat(Waiting.until(Duration.ofSeconds(5), () -> status("shop", "shop") == 200))
                .as("the server knows the client")
                .isTrue();
        assertThat(Waiting.until(Duration.ofSeconds(5), () -> status("own", "own") == 200))
                .as("no authority signed this one")
                .isTrue();
        assertThat(status("shop", "own")).isEqualTo(401);
        assertThat(status("shop", "forged")).isEqualTo(401);
        // The headers count at the server, and those of a caller do not reach it.
        String stolen = "Client-Cert: " + item("shop");
        assertThat(send(latchkey.issuer().replace("localhost", "127.0.0.1"), "shop", "", stolen))
                .isEqualTo(200);
        assertThat(status("shop", "")).isEqualTo(401);
        for (String header :
                new String[] {stolen, stolen.replace("Client-Cert", "client-cert"), stolen.replace('-', '_')}) {
            assertThat(status("shop", "", header)).as(header).isEqualTo(401);
            assertThat(status("shop", "own", header)).as(header).isEqualTo(401);
            assertThat(status("own", "own", header)).as(header).isEqualTo(200);
        }
        assertThat(status("shop", "below", "Client-Cert-Chain: " + item("middle")))
                .isEqualTo(401);
    }

    private static int status(String client, String certificate, String... headers) {
        return send("https://localhost:" + port, client, certificate, headers);
    }

    private static int send(String base, String client, String certificate, String... headers) {
        StringBuilder command = new StringBuilder("curl -sk -o /dev/null -w '%{http_code}' ")
                .append(base)
                .append("/oauth2/token -d grant_type=client_credentials -d client_id=")
                .append(client);
        if (!certificate.isEmpty()) {
            command.append(" --cert %1$s.crt --key %1$s.key".formatted(certificate));
        }
        for (String header : headers) {
            command.append(" -H '").append(header).append('\'');
        }
        return Integer.parseInt(run(command.toString()));
    }

    private static void selfSigned(String name, String subject) {
        run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=%2$s"
                        .formatted(name, subject)
                + " -keyout %1$s.key -out %1$s.crt && cat %1$s.crt %1$s.key > %1$s.pem".formatted(name));
    }

    private static void signed(String name, String subject, String authority) {
        run("openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=%s -keyout %s.key"
                        .formatted(subject, name)
                + " | openssl x509 -req -days 2 -CA %1$s.crt -CAkey %1$s.key -CAcreateserial -out %2$s.crt"
                        .formatted(authority, name)
                + " -extfile <(echo basicConstraints=CA:%s)".formatted("middle".equals(name)));
    }

    private static String run(String command) {
        Shell.Result result = shell.run(command);
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output();
    }

    private static X509Certificate certificate(String name) throws Exception {
        try (InputStream in = Files.newInputStream(directory.resolve(name + ".crt"))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static String item(String name) throws Exception {
        return ":" + Base64.getEncoder().encodeToString(certificate(name).getEncoded()) + ":";
    }

    private static String jwk(String name) throws Exception {
        var point = ((ECPublicKey) certificate(name).getPublicKey()).getW();
        return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"alg\":\"ES256\",\"x\":\"%s\",\"y\":\"%s\"}"
                .formatted(coordinate(point.getAffineX()), coordinate(point.getAffineY()));
    }

    private static String coordinate(BigInteger number) {
        byte[] bytes = new byte[33];
        byte[] significant = number.toByteArray();
        System.arraycopy(significant, 0, bytes, bytes.length - significant.length, significant.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOfRange(bytes, 1, 33));
    }
}
