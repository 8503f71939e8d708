package dev.latchkey.server.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Claims;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import tools.jackson.databind.JsonNode;

/** Claims of a client's own, and what a gateway learns from introspection. */
class ClientClaimsIT {

    private static final String HASURA = "https://hasura.io/jwt/claims";

    private static TestServer server;
    private static Http http;
    private static TestUser user;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        http = server.http();
        user = TestUser.add(server.database(), "alice");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void tokensOfEveryGrantCarryThem() {
        TestClient api = TestClient.named("api")
                .claim("role", "web_user")
                .claim("level", "3")
                .claim("share", "0.5")
                .claim("beta", "true")
                .claim("plans", "[\"a\",\"b\"]")
                .claim(HASURA, "{\"x-hasura-default-role\":\"user\",\"x-hasura-allowed-roles\":[\"user\"]}")
                .addTo(server);
        Answer signedIn = http.signIn(api, user);
        Answer refreshed = http.refresh(api, signedIn.refreshToken()).expect(200);
        Answer machine = http.token(api, "grant_type", "client_credentials").expect(200);
        for (Answer answer : List.of(signedIn, refreshed, machine)) {
            assertOwnClaims(answer.claims());
            JsonNode described =
                    http.introspect(api, answer.accessToken()).expect(200).json();
            assertThat(described.get("active").asBoolean()).isTrue();
            assertOwnClaims(described);
            assertThat(described.get("sub")).isEqualTo(answer.claims().get("sub"));
        }
        assertThat(http.me(signedIn.accessToken()).status()).isEqualTo(200);
    }

    private static void assertOwnClaims(JsonNode claims) {
        assertThat(claims.get("role").toString()).isEqualTo("\"web_user\"");
        assertThat(claims.get("level").toString()).isEqualTo("3");
        assertThat(claims.get("share").toString()).isEqualTo("0.5");
        assertThat(claims.get("beta").toString()).isEqualTo("true");
        assertThat(claims.get("plans").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(claims.get(HASURA).get("x-hasura-default-role").asString()).isEqualTo("user");
        assertThat(claims.get(HASURA).get("x-hasura-allowed-roles").toString()).isEqualTo("[\"user\"]");
    }

    @Test
    void aChangeTakesEffectWithoutARestartAndAtTheNextRefresh() {
        TestClient moving = TestClient.named("moving").claim("role", "one").addTo(server);
        Answer signedIn = http.signIn(moving, user);
        change(moving, client -> with(client, client.claims().with("role", "two")));
        Waiting.until(
                "the server knows",
                Duration.ofSeconds(5),
                () -> "two"
                        .equals(http.token(moving, "grant_type", "client_credentials")
                                .claims()
                                .get("role")
                                .asString()));
        Answer refreshed = http.refresh(moving, signedIn.refreshToken()).expect(200);
        assertThat(refreshed.claims().get("role").asString()).isEqualTo("two");
        // A token is described as it is, not as it would be now.
        assertThat(http.introspect(moving, signedIn.accessToken()).text("role")).isEqualTo("one");
        change(moving, client -> with(client, client.claims().without("role")));
        server.reload();
        assertThat(http.refresh(moving, refreshed.refreshToken())
                        .expect(200)
                        .claims()
                        .has("role"))
                .isFalse();
    }

    private static void change(TestClient client, UnaryOperator<NewClient> change) {
        assertThat(server.database().clientChanges().update(client.id(), change, Attribution.of("test")))
                .isPresent();
    }

    private static NewClient with(NewClient client, Claims claims) {
        return client.toBuilder().claims(claims).build();
    }

    @Test
    void theLongestTokensAreStillRecognised() {
        TestClient longest = TestClient.named("longest")
                .scope("s".repeat(2_500))
                .claim("a", "x".repeat(2_000))
                .audiences("https://" + "a".repeat(60))
                .addTo(server);
        server.database()
                .clients()
                .findByClientId("longest")
                .orElseThrow()
                .settings()
                .requireTokensThatFit();
        String token = http.token(longest, "grant_type", "client_credentials")
                .expect(200)
                .accessToken();
        // What is left is for a user's name and family.
        assertThat(token).hasSizeBetween(6_500, 7_300);
        assertThat(http.introspect(longest, token).text("active")).isEqualTo("true");
    }

    @Test
    void nothingInTheDatabaseReplacesAClaimOfTheServer() {
        TestClient forged = TestClient.named("forged").addTo(server);
        for (String claims : List.of("{\"sub\":\"root\"}", "{\"scope\":\"admin\"}", "[]", "\"x\"")) {
            assertThatExceptionOfType(DataIntegrityViolationException.class)
                    .isThrownBy(() -> server.update(
                            "UPDATE clients SET claims = :claims::jsonb WHERE id = :id",
                            "claims",
                            claims,
                            "id",
                            forged.id()))
                    .withMessageContaining("clients_claims_");
        }
        // What no constraint keeps out is left out by the server, and does not keep it from reading the others.
        server.update(
                "UPDATE clients SET claims = :claims::jsonb WHERE id = :id",
                "claims",
                "{\"Sub\":\"root\",\"roles\":[\"admin\"],\"scp\":\"admin\",\"n\":null,\"role\":\"web_user\"}",
                "id",
                forged.id());
        server.reload();
        JsonNode claims = http.token(forged, "grant_type", "client_credentials")
                .expect(200)
                .claims();
        assertThat(claims.propertyNames()).doesNotContain("Sub", "roles", "scp", "n");
        assertThat(claims.get("role").asString()).isEqualTo("web_user");
    }

    @Test
    void aGatewayIntrospectsAndGetsNoTokens() {
        TestClient gateway = TestClient.named("gateway")
                .noGrants()
                .audiences("https://behind.example")
                .addTo(server);
        TestClient app = TestClient.named("before")
                .audiences("https://behind.example")
                .claim("role", "web_user")
                .addTo(server);
        String token = http.signIn(app, user).accessToken();
        assertThat(http.introspect(gateway, token).text("role")).isEqualTo("web_user");
        http.token(gateway, "grant_type", "client_credentials").expectError(400, "unauthorized_client");
        http.token(gateway, "grant_type", "password", "username", "alice", "password", "x")
                .expectError(400, "unauthorized_client");
        http.token(gateway, "grant_type", "refresh_token", "refresh_token", "x")
                .expectError(400, "unauthorized_client");
    }

    /** Old servers go on while a newer version has migrated the schema. */
    @Test
    void columnsOfANewerVersionDoNotDisturb() {
        TestClient client = TestClient.named("steady").addTo(server);
        server.update("ALTER TABLE clients ADD COLUMN from_the_future jsonb NOT NULL DEFAULT '{\"x\":1}'");
        try {
            server.reload();
            http.token(client, "grant_type", "client_credentials").expect(200);
            TestClient.named("added-meanwhile").addTo(server);
        } finally {
            server.update("ALTER TABLE clients DROP COLUMN from_the_future");
        }
    }

    @Test
    void theLogSaysThatAGatewayIsNotInTheAudienceAndWhatToDo() {
        TestClient app = TestClient.named("shop").addTo(server);
        TestClient gateway =
                TestClient.named("gate$way").audiences("https://own.example").addTo(server);
        String token = http.signIn(app, user).accessToken();
        String issuer = server.base().toString();
        try (CapturedLog log = CapturedLog.start()) {
            for (int i = 0; i < 20; i++) {
                assertThat(http.introspect(gateway, token).body()).isEqualTo("{\"active\":false}");
            }
            assertThat(log.at(Level.WARN))
                    .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                    .contains(
                            "The client 'gate$way' introspected an access token of shop",
                            "the token's aud is " + issuer,
                            "latchkey client update 'gate$way' --audience https://own.example --audience " + issuer)
                    .doesNotContain(token);
        }
        // A made-up token says nothing about anybody's set-up.
        try (CapturedLog log = CapturedLog.start()) {
            TestClient other = TestClient.named("othergate").addTo(server);
            http.introspect(other, token.substring(0, token.length() - 8) + "AAAAAAAA")
                    .expect(200);
            assertThat(log.at(Level.WARN)).isEmpty();
        }
    }
}
