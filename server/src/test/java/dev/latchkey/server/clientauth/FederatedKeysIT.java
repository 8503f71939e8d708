package dev.latchkey.server.clientauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.client.AuthMethod;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientAuthentication;
import dev.latchkey.core.client.ClientTrust;
import dev.latchkey.core.client.TrustedAuthorities;
import dev.latchkey.server.fetch.Fetcher;
import dev.latchkey.server.fixture.ClientJwt;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.RawServer;
import dev.latchkey.server.fixture.TestCertificates;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestIssuer;
import dev.latchkey.server.fixture.TestJwk;
import dev.latchkey.server.fixture.TestServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the keys of issuers come from that clients trust. */
class FederatedKeysIT {

    private static final String SUBJECT = "pod";
    private static final TestJwk KEY = TestJwk.of("RS256", "one");

    private static TestServer server;
    private static Http http;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh(), "latchkey.fetch.private-hosts=127.0.0.1");
        http = server.http();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static ClientTrust trust(String issuer, Map<String, ?> members) {
        Map<String, Object> all = new HashMap<>(Map.of("issuer", issuer, "subject", SUBJECT));
        all.putAll(members);
        return ClientTrust.of(all);
    }

    private static void add(String name, String issuer, Map<String, ?> members) {
        TestClient.named(name)
                .authentication(new ClientAuthentication(
                        AuthMethod.FEDERATED, null, null, null, List.of(trust(issuer, members))))
                .addTo(server);
    }

    private static Answer ask(String client, String issuer, TestJwk key) {
        return ClientJwt.ofIssuer(issuer, SUBJECT, key, http)
                .post(http, "/oauth2/token", "grant_type", "client_credentials", "client_id", client);
    }

    @Test
    void keysAreDiscoveredAndAnUnknownOneIsFetchedOnceAMinute() {
        // Made before: twenty of them take a slow machine longer than that minute.
        List<TestJwk> unknown = Stream.of("flood0", "flood1", "flood2")
                .map(id -> TestJwk.of("RS256", id))
                .toList();
        try (TestIssuer issuer = TestIssuer.start(KEY)) {
            add("found", issuer.url(), Map.of());
            add("second", issuer.url(), Map.of());
            ask("found", issuer.url(), KEY).expect(200);
            ask("second", issuer.url(), KEY).expect(200);
            assertThat(issuer.metadataRequests()).isEqualTo(1);
            assertThat(issuer.keyRequests()).isEqualTo(1);
            for (int i = 0; i < 20; i++) {
                ask(i % 2 == 0 ? "found" : "second", issuer.url(), unknown.get(i % 3))
                        .expectError(401, "invalid_client");
            }
            assertThat(issuer.metadataRequests()).isEqualTo(1);
            assertThat(issuer.keyRequests()).isEqualTo(1);
        }
    }

    /** The clock is the test's: minutes and days pass at once. */
    @Test
    void newKeysAreFetchedAfterAMinuteAndOldOnesUsedForADay() throws Exception {
        AtomicLong nanos = new AtomicLong(System.nanoTime());
        TestJwk young = TestJwk.of("ES256", "young");
        try (TestIssuer issuer = TestIssuer.start(KEY);
                TrustedIssuers issuers = new TrustedIssuers(server.bean(Fetcher.class), nanos::get)) {
            ClientTrust trust = trust(issuer.url(), Map.of());
            assertThat(issuers.verify(trust, signed(issuer, KEY))).isTrue();
            issuer.publish(KEY, young);
            assertThat(issuers.verify(trust, signed(issuer, young))).isFalse();
            nanos.addAndGet(Duration.ofSeconds(61).toNanos());
            for (int i = 0; i < 3; i++) {
                assertThat(issuers.verify(trust, signed(issuer, young))).isTrue();
                assertThat(issuers.verify(trust, signed(issuer, TestJwk.of("ES256", "other"))))
                        .isFalse();
            }
            assertThat(issuer.keyRequests()).isEqualTo(2);
            issuer.answer(503);
            nanos.addAndGet(Duration.ofHours(23).toNanos());
            assertThat(issuers.verify(trust, signed(issuer, KEY))).isTrue();
            nanos.addAndGet(Duration.ofMinutes(61).toNanos());
            assertThat(issuers.verify(trust, signed(issuer, KEY))).isFalse();
            issuer.answer(200);
            nanos.addAndGet(Duration.ofHours(1).toNanos());
            assertThat(issuers.verify(trust, signed(issuer, KEY))).isTrue();
        }
    }

    /** The clock is the test's: the assertion expires while the keys are fetched. */
    @Test
    void anAssertionThatExpiredMeanwhileIsRefused() throws Exception {
        try (TestIssuer issuer = TestIssuer.start(KEY);
                TrustedIssuers issuers = new TrustedIssuers(server.bean(Fetcher.class))) {
            add("slow", issuer.url(), Map.of());
            Client client = server.database().clients().findByClientId("slow").orElseThrow();
            SignedJWT jwt = signed(issuer, KEY);
            Instant end = jwt.getJWTClaimsSet().getExpirationTime().toInstant();
            Assertion assertion =
                    new Assertion(jwt, SUBJECT, jwt.getJWTClaimsSet().toJSONObject());
            FederatedAssertions assertions = new FederatedAssertions(
                    issuers,
                    server.database().requests().seenOnce(),
                    http.base().toString(),
                    new SimpleMeterRegistry());
            Iterator<Instant> inTime =
                    List.of(end.minusSeconds(3), end.minusSeconds(2)).iterator();
            assertThat(assertions.flaw(client, assertion, inTime::next)).isNull();
            Iterator<Instant> late =
                    List.of(end.minusSeconds(3), end.minusMillis(500)).iterator();
            assertThat(assertions.flaw(client, assertion, late::next)).isEqualTo("its assertion expired meanwhile");
        }
    }

    private static SignedJWT signed(TestIssuer issuer, TestJwk key) throws Exception {
        return SignedJWT.parse(
                ClientJwt.ofIssuer(issuer.url(), SUBJECT, key, http).signed());
    }

    @Test
    void metadataOfAnotherIssuerAreRefused() {
        try (TestIssuer issuer = TestIssuer.start(KEY)) {
            issuer.callItself(issuer.url() + "/");
            add("lying", issuer.url(), Map.of());
            ask("lying", issuer.url(), KEY).expectError(401, "invalid_client");
            assertThat(issuer.metadataRequests()).isEqualTo(1);
            assertThat(issuer.keyRequests()).isZero();
            // With the slash it is the one that its metadata name.
            add("honest", issuer.url() + "/", Map.of());
            ask("honest", issuer.url() + "/", KEY).expect(200);
        }
    }

    @Test
    void keysAtAUriNeedNoMetadata() {
        try (TestIssuer issuer = TestIssuer.start(KEY)) {
            add("uri", "https://kubernetes.default.svc.cluster.local", Map.of("jwks_uri", issuer.jwksUri()));
            ask("uri", "https://kubernetes.default.svc.cluster.local", KEY).expect(200);
            assertThat(issuer.metadataRequests()).isZero();
        }
    }

    @Test
    void privateHostsAreAskedOnlyWhenTheyAreListed() {
        try (RawServer trap = RawServer.answering("HTTP/1.1 200 OK")) {
            String issuer = "https://localhost:" + trap.port();
            add("unlisted", issuer, Map.of());
            ask("unlisted", issuer, KEY).expectError(401, "invalid_client");
            assertThat(trap.connections()).isZero();
        }
    }

    @Test
    void withAnAuthorityAPrivateHostIsAskedThatItCertified(@TempDir Path directory) throws Exception {
        TestCertificates certificates = new TestCertificates(directory);
        certificates.selfSigned("cluster", "CN=localhost");
        certificates.selfSigned("other", "CN=localhost");
        SSLContext tls = certificates.client("cluster");
        String body = TestJwk.set(KEY);
        byte[] answer = ("HTTP/1.1 200 OK\r\nContent-Type: application/jwk-set+json\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
        try (RawServer keys = RawServer.start(
                tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                out -> out.write(answer))) {
            String uri = "https://localhost:" + keys.port() + "/openid/v1/jwks";
            String issuer = "https://kubernetes.default.svc";
            add("cluster", issuer, Map.of("jwks_uri", uri, "ca", ca(certificates, "cluster")));
            add("misled", issuer, Map.of("jwks_uri", uri, "ca", ca(certificates, "other")));
            ask("cluster", issuer, KEY).expect(200);
            ask("misled", issuer, KEY).expectError(401, "invalid_client");
        }
    }

    private static List<String> ca(TestCertificates certificates, String name) throws Exception {
        return TrustedAuthorities.ofPem(Files.readAllBytes(certificates.pem(name)));
    }
}
