package dev.latchkey.server.clientauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.server.fixture.ClientJwt;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.RawServer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestJwk;
import dev.latchkey.server.fixture.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that sign who they are, and what they can use once. */
class AssertionIT {

    private static final String TOKEN = "/oauth2/token";
    private static final String[] OWN = {"grant_type", "client_credentials"};
    private static final TestJwk KEY = TestJwk.of("ES256", "one");
    private static final TestJwk RSA = TestJwk.of("PS256", null);
    private static final TestJwk EDWARDS = TestJwk.of("EdDSA", null);

    private static TestServer server;
    private static TestServer other;
    private static Http http;
    private static TestClient client;

    @BeforeAll
    static void start() {
        ConnectionSettings database = TestDatabase.fresh();
        server = TestServer.start(database);
        http = server.http();
        other = TestServer.start(database, "latchkey.issuer=" + http.base());
        client = TestClient.named("signer")
                .authentication(TestJwk.registered(KEY, RSA, EDWARDS))
                .addTo(server);
        other.reload();
    }

    @AfterAll
    static void stop() {
        server.close();
        other.close();
    }

    private static ClientJwt jwt() {
        return ClientJwt.of("signer", KEY, http);
    }

    private static void assertRefused(Answer answer) {
        answer.expectError(401, "invalid_client");
        assertThat(answer.text("error_description"))
                .isEqualTo("The client is unknown or disabled, or its credentials are wrong, missing or not wanted.");
    }

    @Test
    void eachAlgorithmIsAccepted() {
        for (TestJwk key : List.of(KEY, RSA, EDWARDS)) {
            Answer answer = ClientJwt.of("signer", key, http).post(http, TOKEN, OWN);
            assertThat(answer.expect(200).claims().get("sub").asString()).isEqualTo("signer");
        }
        // Without the name of the key; and with the name of the client, which is the same.
        jwt().header("kid", null).header("typ", "JWT").post(http, TOKEN, OWN).expect(200);
        jwt().post(http, TOKEN, "grant_type", "client_credentials", "client_id", "signer")
                .expect(200);
    }

    @Test
    void eachEndpointTakesAssertions() {
        String token = jwt().post(http, TOKEN, OWN).accessToken();
        Answer active = jwt().post(http, "/oauth2/introspect", "token", token);
        assertThat(active.expect(200).json().get("active").asBoolean()).isTrue();
        jwt().post(http, "/oauth2/device_authorization").expect(200);
        jwt().post(http, "/oauth2/revoke", "token", token).expect(200);
        jwt().post(http, "/oauth2/introspect", "token", token).expectInactive();
        for (String path : List.of(TOKEN, "/oauth2/introspect", "/oauth2/revoke", "/oauth2/device_authorization")) {
            assertRefused(jwt().claim("aud", http.base() + path).post(http, path, "token", token));
        }
    }

    @Test
    void anAssertionIsGoodOnceOnAllServersAndAtAllEndpoints() {
        String signed = jwt().signed();
        ClientJwt.postSigned(http, signed, TOKEN, OWN).expect(200);
        assertRefused(ClientJwt.postSigned(http, signed, TOKEN, OWN));
        assertRefused(ClientJwt.postSigned(other.http(), signed, TOKEN, OWN));
        assertRefused(ClientJwt.postSigned(http, signed, "/oauth2/introspect", "token", "x"));
        // Its id is what counts, and counts for this client only.
        jwt().claim("jti", "the same").post(http, TOKEN, OWN).expect(200);
        assertRefused(jwt().claim("jti", "the same").post(other.http(), TOKEN, OWN));
        TestClient.named("second").authentication(TestJwk.registered(KEY)).addTo(server);
        ClientJwt.of("second", KEY, http)
                .claim("jti", "the same")
                .post(http, TOKEN, OWN)
                .expect(200);
    }

    @Test
    void ofManyAtOnceOneIsAccepted() throws Exception {
        String signed = jwt().signed();
        CyclicBarrier together = new CyclicBarrier(20);
        List<Future<Integer>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                Http one = i % 2 == 0 ? http : other.http();
                answers.add(threads.submit(() -> {
                    together.await();
                    return ClientJwt.postSigned(one, signed, TOKEN, OWN).status();
                }));
            }
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> answer : answers) {
            statuses.add(answer.get());
        }
        assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
        assertThat(statuses).filteredOn(status -> status == 401).hasSize(19);
    }

    @Test
    void claimsThatAreNotForThisServerNowAreRefused() {
        long now = System.currentTimeMillis() / 1000;
        List<ClientJwt> bad = List.of(
                jwt().claim("aud", "https://other.example"),
                jwt().claim("aud", List.of(http.base().toString())),
                jwt().claim("aud", List.of(http.base().toString(), "https://other.example")),
                jwt().claim("aud", http.base() + "/"),
                jwt().claim("aud", http.base() + TOKEN),
                jwt().claim("aud", null),
                jwt().claim("iss", "other"),
                jwt().claim("iss", null),
                jwt().claim("exp", null),
                jwt().claim("exp", "soon"),
                jwt().claim("exp", now - 5),
                jwt().claim("exp", now + 86_400),
                jwt().claim("exp", now + 640),
                jwt().claim("exp", Long.MAX_VALUE),
                jwt().claim("iat", now + 30),
                jwt().claim("iat", "now"),
                jwt().claim("nbf", now + 30),
                jwt().claim("jti", null),
                jwt().claim("jti", ""),
                jwt().claim("jti", 7),
                jwt().claim("jti", "x".repeat(257)));
        for (ClientJwt jwt : bad) {
            assertRefused(jwt.post(http, TOKEN, OWN));
        }
        jwt().claim("exp", now + 590)
                .claim("iat", now + 5)
                .claim("nbf", now + 5)
                .post(http, TOKEN, OWN)
                .expect(200);
        jwt().claim("iat", null).claim("exp", now + 30.5).post(http, TOKEN, OWN).expect(200);
    }

    @Test
    void otherAlgorithmsKeysAndFormsAreRefused() {
        TestJwk foreign = TestJwk.of("ES256", "one");
        for (ClientJwt jwt : List.of(
                jwt().header("alg", "HS256"),
                jwt().header("kid", "two"),
                jwt().header("crit", List.of("exp")),
                jwt().header("b64", false).header("crit", List.of("b64")),
                ClientJwt.of("signer", foreign, http),
                ClientJwt.of("signer", RSA, http).header("alg", "RS256"),
                ClientJwt.of("unregistered", KEY, http))) {
            assertRefused(jwt.post(http, TOKEN, OWN));
        }
        String signed = jwt().signed();
        String[] parts = signed.split("\\.", -1);
        for (String text : List.of(
                jwt().header("alg", "none").signed(),
                parts[0] + "." + parts[1],
                parts[0] + "." + parts[1] + ".",
                parts[0] + "." + jwt().signed().split("\\.", -1)[1] + "." + parts[2],
                "e30.e30.e30",
                jwt().claim("jti", "\0").signed(),
                jwt().claim("jti", "\ud800").signed(),
                jwt().header("more", "\ud800").signed(),
                "x".repeat(10_000),
                jwt().claim("more", "x".repeat(5_000)).signed())) {
            ClientJwt.postSigned(http, text, TOKEN, OWN).expectError(401, "invalid_client");
        }
        ClientJwt.postSigned(http, signed, TOKEN, OWN).expect(200);
    }

    @Test
    void keysAndUrlsInTheHeaderAreIgnored() {
        TestJwk foreign = TestJwk.of("ES256", "one");
        try (RawServer trap = RawServer.answering("HTTP/1.1 200 OK")) {
            String url = "http://127.0.0.1:" + trap.port() + "/";
            jwt().header("jku", url)
                    .header("x5u", url)
                    .header("jwk", foreign.members())
                    .post(http, TOKEN, OWN)
                    .expect(200);
            assertRefused(ClientJwt.of("signer", foreign, http)
                    .header("jku", url)
                    .header("x5u", url)
                    .header("jwk", foreign.members())
                    .post(http, TOKEN, OWN));
            assertThat(trap.connections()).isZero();
        }
    }

    @Test
    void aClientHasOneMethod() {
        String secret = ClientSecret.generate();
        server.update(
                "INSERT INTO client_secrets (id, client_id, secret_hash) VALUES (gen_random_uuid(), :id, :hash)",
                "id",
                client.id(),
                "hash",
                ClientSecret.hash(secret));
        TestClient.named("secret").addTo(server);
        TestClient.named("public").isPublic().addTo(server);
        server.update(
                "UPDATE clients SET jwks = :jwks WHERE client_id IN ('secret', 'public')", "jwks", TestJwk.set(KEY));
        server.reload();
        assertRefused(http.postWith(Http.basic("signer", secret), TOKEN, OWN));
        assertRefused(http.post(TOKEN, "grant_type", "client_credentials", "client_id", "signer"));
        assertRefused(ClientJwt.of("secret", KEY, http).post(http, TOKEN, OWN));
        assertRefused(ClientJwt.of("public", KEY, http).post(http, TOKEN, OWN));
    }

    @Test
    void theFormAgreesWithTheAssertion() {
        jwt().post(http, TOKEN, "grant_type", "client_credentials", "client_id", "other")
                .expectError(401, "invalid_client");
        jwt().post(http, TOKEN, "grant_type", "client_credentials", "client_secret", "x")
                .expectError(400, "invalid_request");
        http.post(TOKEN, "grant_type", "client_credentials", "client_assertion", jwt().signed())
                .expectError(401, "invalid_client");
        http.post(
                        TOKEN,
                        "grant_type",
                        "client_credentials",
                        "client_assertion_type",
                        "urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
                        "client_assertion",
                        jwt().signed())
                .expectError(401, "invalid_client");
    }

    /** What is refused for another reason is not used up. */
    @Test
    void anAssertionIsTakenLast() {
        TestClient off =
                TestClient.named("off").authentication(TestJwk.registered(KEY)).addTo(server);
        server.update("UPDATE clients SET disabled_at = now() WHERE id = :id", "id", off.id());
        server.reload();
        ClientJwt jwt = ClientJwt.of("off", KEY, http);
        assertRefused(jwt.post(http, TOKEN, OWN));
        server.update("UPDATE clients SET disabled_at = NULL WHERE id = :id", "id", off.id());
        server.reload();
        jwt.post(http, TOKEN, OWN).expect(200);
    }

    @Test
    void keysAreChangedOneAfterTheOther() {
        TestJwk old = TestJwk.of("ES256", "old");
        TestJwk young = TestJwk.of("PS256", "young");
        TestClient changing = TestClient.named("changing")
                .authentication(TestJwk.registered(old))
                .addTo(server);
        assertRefused(ClientJwt.of("changing", young, http).post(http, TOKEN, OWN));
        for (TestJwk[] set : List.of(new TestJwk[] {old, young}, new TestJwk[] {young})) {
            server.update(
                    "UPDATE clients SET jwks = :jwks WHERE id = :id", "jwks", TestJwk.set(set), "id", changing.id());
            server.reload();
            ClientJwt.of("changing", young, http).post(http, TOKEN, OWN).expect(200);
            Answer answer = ClientJwt.of("changing", old, http).post(http, TOKEN, OWN);
            assertThat(answer.status()).isEqualTo(set.length == 2 ? 200 : 401);
        }
    }

    @Test
    void failuresAreLimited() {
        try (TestServer limited = TestServer.start(
                server.settings(), "latchkey.issuer=" + http.base(), "latchkey.limits.client.failures=3")) {
            for (int i = 0; i < 3; i++) {
                assertRefused(jwt().claim("aud", "x").post(limited.http(), TOKEN, OWN));
            }
            assertThat(jwt().claim("aud", "x").post(limited.http(), TOKEN, OWN).status())
                    .isEqualTo(429);
            jwt().post(limited.http(), TOKEN, OWN).expect(200);
        }
    }
}
