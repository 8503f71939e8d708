package dev.latchkey.server.clientauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.FreePort;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.client.AuthMethod;
import dev.latchkey.core.client.ClientAuthentication;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.TokenBinding;
import dev.latchkey.server.fixture.DpopKey;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestCertificates;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestJwk;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that show a certificate, on a connection to the server or to a proxy. */
class MutualTlsIT {

    private static final String TOKEN = "/oauth2/token";
    private static final String[] OWN = {"grant_type", "client_credentials", "client_id"};

    @TempDir
    private static Path directory;

    private static TestCertificates certificates;
    private static TestServer server;
    private static Http http;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        certificates = new TestCertificates(directory);
        certificates.authority("authority");
        certificates.authority("stranger");
        certificates.selfSigned("server", "CN=localhost");
        certificates.signed("shop", "CN=shop,O=Example", "authority");
        certificates.signed("other", "CN=other,O=Example", "authority");
        certificates.signed("forged", "CN=shop,O=Example", "stranger");
        certificates.selfSigned("own", "CN=own");
        port = FreePort.find();
        server = TestServer.start(
                TestDatabase.fresh(),
                "latchkey.tls.port=" + port,
                "latchkey.tls.certificate=" + certificates.pem("server"),
                "latchkey.tls.private-key=" + certificates.keyPem("server"),
                "latchkey.tls.client-ca-file=" + certificates.pem("authority"),
                "latchkey.tls.url=https://localhost:" + port);
        http = server.http();
        TestClient.named("shop")
                .authentication(new ClientAuthentication(AuthMethod.TLS_CLIENT_AUTH, null, null, "cn=SHOP, o=example"))
                .addTo(server);
        TestClient.named("own")
                .authentication(new ClientAuthentication(
                        AuthMethod.SELF_SIGNED_TLS_CLIENT_AUTH, TestJwk.set(certificates.jwk("own")), null, null))
                .addTo(server);
        TestClient.named("bound")
                .authentication(new ClientAuthentication(AuthMethod.TLS_CLIENT_AUTH, null, null, "CN=shop,O=Example"))
                .grants(GrantType.PASSWORD, GrantType.REFRESH_TOKEN, GrantType.CLIENT_CREDENTIALS)
                .scope("openid read")
                .binding(TokenBinding.TLS)
                .addTo(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Answer send(String certificate, HttpRequest.Builder request) throws Exception {
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(certificates.client(certificate))
                .build()) {
            return new Answer(client.send(request.build(), BodyHandlers.ofString()));
        }
    }

    private static HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path));
    }

    private static String form(String... values) {
        return IntStream.range(0, values.length / 2)
                .mapToObj(i -> values[2 * i] + "=" + URLEncoder.encode(values[2 * i + 1], StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static Answer post(String certificate, String path, String... form) throws Exception {
        return send(certificate, at(path).header("Content-Type", Http.FORM).POST(BodyPublishers.ofString(form(form))));
    }

    private static String[] own(String client) {
        return Stream.concat(Stream.of(OWN), Stream.of(client)).toArray(String[]::new);
    }

    @Test
    void aCertificateOfTheAuthorityWithTheSubjectIsTheClients() throws Exception {
        post("shop", TOKEN, own("shop")).expect(200);
        for (String certificate : new String[] {"", "other", "forged", "own"}) {
            post(certificate, TOKEN, own("shop")).expectError(401, "invalid_client");
        }
        http.post(TOKEN, own("shop")).expectError(401, "invalid_client");
    }

    @Test
    void noCipherIsTakenThatBcp195AdvisesAgainst() throws Exception {
        for (String cipher :
                new String[] {"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"}) {
            assertThatThrownBy(() -> handshake("TLSv1.2", cipher)).isInstanceOf(SSLHandshakeException.class);
        }
        handshake("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
        for (String cipher :
                new String[] {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"}) {
            handshake("TLSv1.3", cipher);
        }
    }

    private static void handshake(String protocol, String... ciphers) throws Exception {
        try (SSLSocket socket =
                (SSLSocket) certificates.client("shop").getSocketFactory().createSocket("localhost", port)) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.setEnabledCipherSuites(ciphers);
            socket.startHandshake();
        }
    }

    @Test
    void aCertificateWithAKeyOfTheClientIsTheClients() throws Exception {
        post("own", TOKEN, own("own")).expect(200);
        for (String certificate : new String[] {"", "shop", "other"}) {
            post(certificate, TOKEN, own("own")).expectError(401, "invalid_client");
        }
    }

    @Test
    void eachEndpointTakesCertificates() throws Exception {
        String token = post("shop", TOKEN, own("shop")).accessToken();
        String[] form = {"client_id", "shop", "token", token};
        assertThat(post("shop", "/oauth2/introspect", form)
                        .expect(200)
                        .json()
                        .get("active")
                        .asBoolean())
                .isTrue();
        post("shop", "/oauth2/device_authorization", "client_id", "shop").expect(200);
        post("shop", "/oauth2/revoke", form).expect(200);
        post("shop", "/oauth2/introspect", form).expectInactive();
        post("other", "/oauth2/introspect", form).expectError(401, "invalid_client");
    }

    @Test
    void tokensAreBoundToTheCertificate() throws Exception {
        TestUser user = TestUser.add(server.database(), "alice");
        Answer tokens = post(
                        "shop",
                        TOKEN,
                        "grant_type",
                        "password",
                        "client_id",
                        "bound",
                        "username",
                        "alice",
                        "password",
                        user.password())
                .expect(200);
        String x5t = ClientCertificates.thumbprint(certificates.certificate("shop"));
        assertThat(tokens.claims().get("cnf").get("x5t#S256").asString()).isEqualTo(x5t);
        assertThat(tokens.text("token_type")).isEqualTo("Bearer");
        Answer refreshed = post(
                        "shop",
                        TOKEN,
                        "grant_type",
                        "refresh_token",
                        "client_id",
                        "bound",
                        "refresh_token",
                        tokens.refreshToken())
                .expect(200);
        assertThat(refreshed.claims().get("cnf").get("x5t#S256").asString()).isEqualTo(x5t);
        Answer introspected =
                post("shop", "/oauth2/introspect", "client_id", "bound", "token", refreshed.accessToken());
        assertThat(introspected.json().get("cnf").get("x5t#S256").asString()).isEqualTo(x5t);
        String bearer = "Bearer " + refreshed.accessToken();
        send("shop", at("/users/me").header("Authorization", bearer)).expect(200);
        for (String certificate : new String[] {"", "other", "own"}) {
            Answer refused = send(certificate, at("/users/me").header("Authorization", bearer));
            assertThat(refused.expect(401).header("WWW-Authenticate"))
                    .contains(certificate.isEmpty() ? "comes with none" : "bound to another certificate");
        }
        http.send(http.request("/users/me").header("Authorization", bearer).GET(), null)
                .expect(401);
        // A proof of any key makes it no token of the other scheme.
        String proof = DpopKey.es256().proof("GET", at("/users/me").build().uri(), refreshed.accessToken());
        send(
                        "shop",
                        at("/users/me")
                                .header("Authorization", "DPoP " + refreshed.accessToken())
                                .header("DPoP", proof))
                .expect(401);
    }

    /** Tomcat would warn of ciphers for TLS 1.3 among the others, and that it has no certificate after the handshake. */
    @Test
    void thePortStartsWithoutAWarning() throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            TestServer.start(
                            server.settings(),
                            "latchkey.tls.port=" + FreePort.find(),
                            "latchkey.tls.certificate=" + certificates.pem("server"),
                            "latchkey.tls.private-key=" + certificates.keyPem("server"))
                    .close();
        } finally {
            System.setOut(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("Latchkey")
                .doesNotContain("SSLUtilBase", "SSLHostConfig", "post handshake");
    }

    @Test
    void headersCountFromTrustedProxiesOnly() throws Exception {
        String header = ":"
                + Base64.getEncoder()
                        .encodeToString(certificates.certificate("shop").getEncoded()) + ":";
        String body = form(own("shop"));
        assertThat(http.send(
                                http.request(TOKEN)
                                        .header("Client-Cert", header)
                                        .POST(BodyPublishers.ofString(body)),
                                Http.FORM)
                        .status())
                .isEqualTo(401);
        try (TestServer behind = TestServer.start(
                server.settings(),
                "latchkey.client-cert-proxies=127.0.0.0/8,::1",
                "latchkey.tls.client-ca-file=" + certificates.pem("authority"))) {
            Http proxied = behind.http();
            proxied.send(
                            proxied.request(TOKEN).header("Client-Cert", header).POST(BodyPublishers.ofString(body)),
                            Http.FORM)
                    .expect(200);
            for (String bad : new String[] {"", "::", "x", ":AAAA:", header.replace(":", ""), header + "," + header}) {
                proxied.send(
                                proxied.request(TOKEN)
                                        .header("Client-Cert", bad)
                                        .POST(BodyPublishers.ofString(body)),
                                Http.FORM)
                        .expectError(401, "invalid_client");
            }
            proxied.send(
                            proxied.request(TOKEN)
                                    .header("Client-Cert", header)
                                    .header("Client-Cert", header)
                                    .POST(BodyPublishers.ofString(body)),
                            Http.FORM)
                    .expectError(401, "invalid_client");
        }
    }

    @Test
    void theMetadataNameTheEndpointsForCertificates() {
        var metadata = http.get("/.well-known/openid-configuration").json();
        assertThat(metadata.get("tls_client_certificate_bound_access_tokens").asBoolean())
                .isTrue();
        var aliases = metadata.get("mtls_endpoint_aliases");
        assertThat(aliases.get("token_endpoint").asString()).isEqualTo("https://localhost:" + port + TOKEN);
        assertThat(aliases.get("userinfo_endpoint").asString()).isEqualTo("https://localhost:" + port + "/userinfo");
        assertThat(aliases.has("authorization_endpoint")).isFalse();
        assertThat(metadata.get("token_endpoint_auth_methods_supported").toString())
                .contains("\"tls_client_auth\"", "\"self_signed_tls_client_auth\"");
    }
}
