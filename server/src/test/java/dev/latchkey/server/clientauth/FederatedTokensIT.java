package dev.latchkey.server.clientauth;

import static dev.latchkey.server.clientauth.Federation.ISSUER;
import static dev.latchkey.server.clientauth.Federation.SUBJECT;
import static dev.latchkey.server.clientauth.Federation.TOKEN;
import static dev.latchkey.server.clientauth.Federation.assertRefused;
import static dev.latchkey.server.clientauth.Federation.trust;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.AuthMethod;
import dev.latchkey.core.client.ClientAuthentication;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.ClientJwt;
import dev.latchkey.server.fixture.DpopKey;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a client gets that another issuer vouches for, and how that ends. */
class FederatedTokensIT {

    private static TestServer server;
    private static TestServer other;
    private static Http http;
    private static Federation federation;

    @BeforeAll
    static void start() {
        ConnectionSettings database = TestDatabase.fresh();
        server = TestServer.start(database);
        http = server.http();
        other = TestServer.start(database, "latchkey.issuer=" + http.base());
        federation = new Federation(server);
        add("deploy", Map.of("subject", SUBJECT));
    }

    @AfterAll
    static void stop() {
        server.close();
        other.close();
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static TestClient add(String name, Map<String, ?>... trusts) {
        TestClient client = federation.add(name, trusts);
        other.reload();
        return client;
    }

    @Test
    void theClientGetsItsOwnTokenWhichEndsWithTheAssertion() {
        long end = Instant.now().getEpochSecond() + 40;
        try (CapturedLog log = CapturedLog.start()) {
            Answer answer =
                    federation.ask(federation.jwt().claim("exp", end + 0.9).claim("jti", "run-7"), "deploy");
            assertThat(answer.expect(200).json().has("refresh_token")).isFalse();
            assertThat(answer.claims().get("sub").asString()).isEqualTo("deploy");
            assertThat(answer.claims().get("client_id").asString()).isEqualTo("deploy");
            assertThat(answer.claims().get("exp").asLong()).isEqualTo(end);
            assertThat(answer.claims().has("status")).isTrue();
            assertThat(answer.json().get("expires_in").asLong()).isBetween(1L, 40L);
            assertThat(log.text()).contains("'deploy'", ISSUER, SUBJECT, "run-7");
        }
        // Not longer than its other tokens either.
        Answer lasting = federation
                .ask(federation.jwt().claim("exp", end + 3_000), "deploy")
                .expect(200);
        assertThat(lasting.json().get("expires_in").asLong()).isEqualTo(300);
        assertThat(server.management().get("/actuator/prometheus").body())
                .contains("latchkey_federated_assertions_total{issuer=\"" + ISSUER + "\",outcome=\"accepted\"}")
                .doesNotContain("refs/heads/main");
    }

    @Test
    void tokensOfThisServerAuthenticateNoClient() {
        TestClient own =
                TestClient.named("own").audiences(http.base().toString()).addTo(server);
        String token = http.token(own, "grant_type", "client_credentials").accessToken();
        String keys = http.get("/oauth2/jwks").body();
        Map<String, Object> members = Map.of(
                "issuer",
                http.base().toString(),
                "subject",
                "own",
                "jwks",
                keys,
                "audience",
                http.base().toString());
        add("loop", members);
        assertRefused(Federation.ask(http, token, "loop"));
    }

    /** Its access tokens say {@code typ: JWT}, and are for the audience that its administrator chose. */
    @Test
    void anotherLatchkeyVouchesForItsClients() {
        try (TestServer foreign = TestServer.start(TestDatabase.fresh())) {
            TestClient batch =
                    TestClient.named("batch").audiences(http.base().toString()).addTo(foreign);
            String token = foreign.http()
                    .token(batch, "grant_type", "client_credentials")
                    .accessToken();
            add(
                    "peer",
                    Map.of(
                            "issuer",
                            foreign.base().toString(),
                            "subject",
                            "batch",
                            "jwks",
                            foreign.http().get("/oauth2/jwks").body()));
            Federation.ask(http, token, "peer").expect(200);
        }
    }

    @Test
    void withOnceAnAssertionIsGoodOnceOnAllServers() {
        add("once", Map.of("subject", SUBJECT, "once", true));
        assertRefused(federation.ask(federation.jwt().claim("jti", null), "once"));
        String signed = federation.jwt().signed();
        Federation.ask(http, signed, "once").expect(200);
        assertRefused(Federation.ask(http, signed, "once"));
        assertRefused(Federation.ask(other.http(), signed, "once"));
        // A trust without it goes before one with it, in either order.
        add("either", Map.of("subject", SUBJECT, "once", true), Map.of("subject_prefix", "repo:"));
        for (int i = 0; i < 2; i++) {
            Federation.ask(http, signed, "either").expect(200);
        }
        // As a pod sends the same token for an hour.
        String again = federation.jwt().signed();
        for (Http at : List.of(http, other.http(), http)) {
            Federation.ask(at, again, "deploy").expect(200);
        }
    }

    @Test
    void removingATrustHoldsOnAllServersAndEndsTheTokens() {
        TestClient removed = add("removed", Map.of("subject", SUBJECT), Map.of("subject", "kept"));
        TestClient api =
                TestClient.named("api").audiences(http.base().toString()).addTo(server);
        other.reload();
        String token = federation.ask(federation.jwt(), "removed").accessToken();
        assertThat(http.introspect(api, token).json().get("active").asBoolean()).isTrue();
        server.database()
                .clientChanges()
                .removeTrusts(removed.id(), trust -> SUBJECT.equals(trust.subject()), Attribution.of("test"));
        for (TestServer at : List.of(server, other)) {
            Waiting.until(
                    "the trust is gone",
                    Duration.ofSeconds(2),
                    () -> Federation.ask(at.http(), federation.jwt().signed(), "removed")
                                    .status()
                            == 401);
            at.http().introspect(api, token).expectInactive();
            Federation.ask(at.http(), federation.jwt("kept").signed(), "removed")
                    .expect(200);
        }
    }

    @Test
    void aDisabledClientIsRefusedAndUsesNothingUp() {
        TestClient off = add("off", Map.of("subject", SUBJECT, "once", true));
        String signed = federation.jwt().signed();
        server.update("UPDATE clients SET disabled_at = now() WHERE id = :id", "id", off.id());
        server.reload();
        assertRefused(Federation.ask(http, signed, "off"));
        server.update("UPDATE clients SET disabled_at = NULL WHERE id = :id", "id", off.id());
        server.reload();
        Federation.ask(http, signed, "off").expect(200);
    }

    @Test
    void aTokenThatIsBoundToAKeyIsNoAssertion() {
        String key = DpopKey.es256().jkt();
        assertRefused(federation.ask(federation.jwt().claim("cnf", Map.of("jkt", key)), "deploy"));
    }

    @Test
    void itIsForTheClientItselfAndNotForUsers() {
        TestClient.named("web")
                .grants(GrantType.PASSWORD, GrantType.REFRESH_TOKEN, GrantType.CLIENT_CREDENTIALS)
                .authentication(new ClientAuthentication(
                        AuthMethod.SECRET, null, null, null, List.of(trust(Map.of("subject", SUBJECT)))))
                .addTo(server);
        for (String grant : List.of("password", "refresh_token")) {
            ClientJwt.postSigned(
                            http,
                            federation.jwt().signed(),
                            TOKEN,
                            "grant_type",
                            grant,
                            "client_id",
                            "web",
                            "username",
                            "a",
                            "password",
                            "b",
                            "refresh_token",
                            "x")
                    .expectError(400, "unauthorized_client");
        }
        for (String path : List.of("/oauth2/par", "/oauth2/device_authorization")) {
            assertThat(ClientJwt.postSigned(http, federation.jwt().signed(), path, "client_id", "web")
                            .expectError(400, "unauthorized_client")
                            .text("error_description"))
                    .isEqualTo("With an assertion of another issuer a client gets tokens for itself only.");
        }
        // Beside its secret, at every endpoint where clients authenticate.
        String token = federation.ask(federation.jwt(), "web").accessToken();
        ClientJwt.postSigned(http, federation.jwt().signed(), "/oauth2/revoke", "client_id", "web", "token", token)
                .expect(200);
        ClientJwt.postSigned(http, federation.jwt().signed(), "/oauth2/introspect", "client_id", "web", "token", token)
                .expectInactive();
    }
}
