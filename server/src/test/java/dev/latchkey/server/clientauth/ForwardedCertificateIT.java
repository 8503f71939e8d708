package dev.latchkey.server.clientauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.FreePort;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.client.AuthMethod;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientAuthentication;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.TokenBinding;
import dev.latchkey.server.fetch.Fetcher;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestCertificates;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestIssuer;
import dev.latchkey.server.fixture.TestJwk;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that a trusted proxy passes on, with those that sign them (RFC 9440). */
class ForwardedCertificateIT {

    private static final String TOKEN = "/oauth2/token";
    private static final String PROXIES = "latchkey.client-cert-proxies=127.0.0.0/8,::1";

    @TempDir
    private static Path directory;

    private static TestCertificates certificates;
    private static TestServer server;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        certificates = new TestCertificates(directory);
        certificates.authority("authority");
        certificates.intermediate("middle", "authority");
        certificates.signed("shop", "CN=shop", "middle");
        certificates.selfSigned("own", "CN=own");
        certificates.expired("old", "CN=old");
        port = FreePort.find();
        server = TestServer.start(
                TestDatabase.fresh(),
                PROXIES,
                "latchkey.tls.port=" + port,
                "latchkey.tls.certificate=" + certificates.pem("own"),
                "latchkey.tls.private-key=" + certificates.keyPem("own"),
                "latchkey.tls.client-ca-file=" + certificates.pem("authority"));
        TestClient.named("shop")
                .authentication(new ClientAuthentication(AuthMethod.TLS_CLIENT_AUTH, null, null, "CN=shop"))
                .addTo(server);
        for (String name : new String[] {"own", "old"}) {
            TestClient.named(name)
                    .authentication(new ClientAuthentication(
                            AuthMethod.SELF_SIGNED_TLS_CLIENT_AUTH, TestJwk.set(certificates.jwk(name)), null, null))
                    .addTo(server);
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String item(String certificate) throws Exception {
        return ":"
                + Base64.getEncoder()
                        .encodeToString(certificates.certificate(certificate).getEncoded()) + ":";
    }

    private static Answer token(String client, String... chain) throws Exception {
        return token(server.http(), client, chain);
    }

    private static Answer token(Http http, String client, String... chain) throws Exception {
        HttpRequest.Builder request = http.request(TOKEN)
                .header("Client-Cert", item(client))
                .POST(BodyPublishers.ofString("grant_type=client_credentials&client_id=" + client));
        for (String header : chain) {
            request.header("Client-Cert-Chain", header);
        }
        return http.send(request, Http.FORM);
    }

    @Test
    void theHeaderOfAnotherAddressIsIgnored() throws Exception {
        try (TestServer elsewhere = TestServer.start(server.settings(), "latchkey.client-cert-proxies=192.0.2.1")) {
            token(elsewhere.http(), "own").expectError(401, "invalid_client");
        }
        token("own").expect(200);
    }

    @Test
    void theChainLeadsToTheAuthority() throws Exception {
        token("shop", item("middle")).expect(200);
        token("shop").expectError(401, "invalid_client");
        token("shop", item("own")).expectError(401, "invalid_client");
        token("shop", "x").expectError(401, "invalid_client");
    }

    @Test
    void aLongChainIsNotRead() throws Exception {
        token("own", String.join(", ", Collections.nCopies(9, item("own")))).expect(200);
        token("own", String.join(", ", Collections.nCopies(10, item("own")))).expectError(401, "invalid_client");
    }

    @Test
    void aCertificateThatHasExpiredIsNotTheClients() throws Exception {
        token("own").expect(200);
        token("old").expectError(401, "invalid_client");
    }

    @Test
    void theAddressOfTheConnectionCountsAndNotAForwardedOne() throws Exception {
        try (TestServer behind = TestServer.start(
                server.settings(),
                "latchkey.client-cert-proxies=192.0.2.1",
                "latchkey.trusted-proxies=127.0.0.1,::1")) {
            HttpRequest.Builder request = behind.http()
                    .request(TOKEN)
                    .header("X-Forwarded-For", "192.0.2.1")
                    .header("Client-Cert", item("own"))
                    .POST(BodyPublishers.ofString("grant_type=client_credentials&client_id=own"));
            behind.http().send(request, Http.FORM).expectError(401, "invalid_client");
        }
    }

    /** The clock is the test's: a minute passes at once. */
    @Test
    void aKeyThatIsNewAtTheJwksUriIsFetchedOnceAMinute() throws Exception {
        AtomicLong nanos = new AtomicLong(System.nanoTime());
        try (TestIssuer publisher = TestIssuer.start(certificates.jwk("shop"));
                TestServer fetching = TestServer.start(server.settings(), "latchkey.fetch.private-hosts=127.0.0.1")) {
            TestClient.named("publisher")
                    .authentication(new ClientAuthentication(
                            AuthMethod.SELF_SIGNED_TLS_CLIENT_AUTH, null, publisher.jwksUri(), null))
                    .addTo(fetching);
            Client client =
                    fetching.database().clients().findByClientId("publisher").orElseThrow();
            CertificateChecks checks =
                    new CertificateChecks(new ClientSignatures(fetching.bean(Fetcher.class), nanos::get), null);
            List<X509Certificate> own = List.of(certificates.certificate("own"));
            assertThat(checks.flaw(client, List.of(certificates.certificate("shop")), Instant.now()))
                    .isNull();
            publisher.publish(certificates.jwk("own"));
            for (int i = 0; i < 3; i++) {
                assertThat(checks.flaw(client, own, Instant.now())).contains("none of its keys");
            }
            assertThat(publisher.keyRequests()).isEqualTo(1);
            nanos.addAndGet(Duration.ofSeconds(61).toNanos());
            assertThat(checks.flaw(client, own, Instant.now())).isNull();
            assertThat(publisher.keyRequests()).isEqualTo(2);
        }
    }

    @Test
    void aCertificateOfTheProxyItselfIsNotTheClients() throws Exception {
        try (HttpClient proxy =
                HttpClient.newBuilder().sslContext(certificates.client("own")).build()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + TOKEN))
                    .header("Content-Type", Http.FORM)
                    .POST(BodyPublishers.ofString("grant_type=client_credentials&client_id=own"));
            new Answer(proxy.send(request.build(), BodyHandlers.ofString())).expectError(401, "invalid_client");
            request.header("Client-Cert", item("own"));
            new Answer(proxy.send(request.build(), BodyHandlers.ofString())).expect(200);
        }
    }

    @Test
    void withoutAuthoritiesNoCertificateIsKnownByItsSubject() throws Exception {
        try (TestServer without = TestServer.start(server.settings(), PROXIES)) {
            token(without.http(), "shop", item("middle")).expectError(401, "invalid_client");
            token(without.http(), "own").expect(200);
        }
    }

    /** RFC 8705, section 4. */
    @Test
    void theRefreshTokenOfAPublicClientIsBoundToItsCertificate() throws Exception {
        TestUser user = TestUser.add(server.database(), "alice");
        TestClient.named("app")
                .isPublic()
                .grants(GrantType.PASSWORD, GrantType.REFRESH_TOKEN)
                .binding(TokenBinding.TLS)
                .addTo(server);
        String token = ofApp("own", "password&username=alice&password=" + user.password())
                .expect(200)
                .refreshToken();
        ofApp("shop", "refresh_token&refresh_token=" + token).expectError(400, "invalid_grant");
        Answer refreshed = ofApp("own", "refresh_token&refresh_token=" + token).expect(200);
        assertThat(refreshed.claims().get("cnf").get("x5t#S256").asString())
                .isEqualTo(ClientCertificates.thumbprint(certificates.certificate("own")));
        ofApp("old", "refresh_token&refresh_token=" + refreshed.refreshToken()).expectError(400, "invalid_grant");
    }

    private static Answer ofApp(String certificate, String grant) throws Exception {
        HttpRequest.Builder request = server.http()
                .request(TOKEN)
                .header("Client-Cert", item(certificate))
                .POST(BodyPublishers.ofString("client_id=app&grant_type=" + grant));
        return server.http().send(request, Http.FORM);
    }

    @Test
    void aClientWhoseTokensAreBoundShowsACertificate() throws Exception {
        TestClient bound = TestClient.named("bound").binding(TokenBinding.TLS).addTo(server);
        Http http = server.http();
        HttpRequest.Builder request = http.request(TOKEN)
                .header("Authorization", Http.basic(bound.clientId(), bound.secret()))
                .POST(BodyPublishers.ofString("grant_type=client_credentials"));
        http.send(request, Http.FORM).expectError(400, "invalid_request");
        Answer bearer =
                http.send(request.header("Client-Cert", item("own")), Http.FORM).expect(200);
        assertThat(bearer.claims().get("cnf").get("x5t#S256").asString())
                .isEqualTo(ClientCertificates.thumbprint(certificates.certificate("own")));
    }
}
