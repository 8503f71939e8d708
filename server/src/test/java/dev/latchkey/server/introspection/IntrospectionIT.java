package dev.latchkey.server.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.family.RefreshToken;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SharedServer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class IntrospectionIT extends SharedServer {

    @Test
    void anAccessTokenIsDescribedToItsClient() {
        Answer signedIn = http.signIn(client, alice);
        JsonNode answer =
                http.introspect(client, signedIn.accessToken()).expect(200).json();
        assertThat(answer.propertyNames())
                .containsExactlyInAnyOrder(
                        "active",
                        "client_id",
                        "sub",
                        "username",
                        "token_type",
                        "iss",
                        "aud",
                        "jti",
                        "iat",
                        "exp",
                        "scope",
                        "sid");
        for (String claim : List.of("client_id", "sub", "username", "iss", "jti", "iat", "exp", "scope", "sid")) {
            assertThat(answer.get(claim)).as(claim).isEqualTo(signedIn.claims().get(claim));
        }
        assertThat(answer.get("token_type").asString()).isEqualTo("Bearer");
    }

    @Test
    void aRefreshTokenIsDescribedToItsClient() {
        JsonNode answer = http.introspect(client, alice.refreshToken(server, client))
                .expect(200)
                .json();
        assertThat(answer.get("active").asBoolean()).isTrue();
        assertThat(answer.get("username").asString()).isEqualTo("alice");
        assertThat(answer.get("scope").asString()).isEqualTo("read write");
        assertThat(answer.has("token_type")).isFalse();
    }

    @Test
    void withoutClientAuthenticationItIs401() {
        String token = http.signIn(client, alice).accessToken();
        TestClient mobile = TestClient.named("mobile").isPublic().addTo(server);
        for (Answer answer : List.of(
                http.post("/oauth2/introspect", "token", token),
                http.post("/oauth2/introspect", "token", token, "client_id", "app"),
                http.post("/oauth2/introspect", "token", token, "client_id", mobile.clientId()),
                http.postWith(Http.basic("app", "lks_wrong"), "/oauth2/introspect", "token", token),
                http.postWith("Bearer " + token, "/oauth2/introspect", "token", token))) {
            answer.expectError(401, "invalid_client");
            assertThat(answer.header("WWW-Authenticate")).startsWith("Basic");
        }
    }

    @Test
    void noTokenAtAllIsInvalidRequest() {
        http.postAs(client, "/oauth2/introspect", "x", "y").expectError(400, "invalid_request");
    }

    @Test
    void aTokenInTheQueryStringIsRefused() {
        String token = http.signIn(client, alice).accessToken();
        http.postAs(client, "/oauth2/introspect?token=" + token, "x", "y").expectError(400, "invalid_request");
        http.get("/oauth2/introspect?token=" + token).expectError(405, "invalid_request");
    }

    @Test
    void unknownTokensAreInactive() {
        for (String token : List.of(
                "garbage", "a.b.c", "..", "e30.e30.e30", "lkr_", "lkr_" + "A".repeat(71), "x".repeat(100_000))) {
            assertInactive(client, token);
        }
    }

    @Test
    void anotherClientsTokensAreInactive() {
        Answer signedIn = http.signIn(client, alice);
        assertInactive(other, signedIn.accessToken());
        assertInactive(other, signedIn.refreshToken());
        assertInactive(
                other, http.token(client, "grant_type", "client_credentials").accessToken());
    }

    @Test
    void aTokenIsDescribedToTheClientThatItIsMeantFor() {
        TestClient caller =
                TestClient.named("caller").audiences("https://api.example").addTo(server);
        TestClient api =
                TestClient.named("api").audiences("https://api.example").addTo(server);
        TestClient stranger = TestClient.named("stranger")
                .audiences("https://api.example/else")
                .addTo(server);
        Answer signedIn = http.signIn(caller, alice);
        assertActive(api, signedIn.accessToken());
        assertInactive(stranger, signedIn.accessToken());
        // A refresh token is nobody's business but its client's.
        assertInactive(api, signedIn.refreshToken());
    }

    @Test
    void expiredTokensAreInactive() {
        TestClient brief =
                TestClient.named("brief").accessToken(Duration.ofSeconds(1)).addTo(server);
        Answer signedIn = http.signIn(brief, alice);
        String machine = http.token(brief, "grant_type", "client_credentials").accessToken();
        Waiting.until(
                "both expire",
                Duration.ofSeconds(5),
                () -> isInactive(brief, signedIn.accessToken()) && isInactive(brief, machine));
        assertThat(http.me(signedIn.accessToken()).status()).isEqualTo(401);
        String expired = alice.refreshToken(server, client);
        assertActive(client, expired);
        server.update(
                "UPDATE tokens SET expires_at = now(), idle_until = now() WHERE client_id = :id", "id", client.id());
        assertInactive(client, expired);
    }

    @Test
    void anAccessTokenFromBeforeARefreshStaysActive() {
        Answer signedIn = http.signIn(client, alice);
        Answer refreshed = http.refresh(client, signedIn.refreshToken()).expect(200);
        assertActive(client, signedIn.accessToken());
        assertActive(client, refreshed.accessToken());
        assertActive(client, refreshed.refreshToken());
        // The old refresh token was replaced.
        assertInactive(client, signedIn.refreshToken());
    }

    @Test
    void aDisabledUsersTokensAreInactiveAtOnce() {
        TestUser bob = TestUser.add(server.database(), "bob");
        Answer signedIn = http.signIn(client, bob);
        assertActive(client, signedIn.accessToken());
        server.database().userChanges().disable(bob.in(server.database()), Attribution.of("test"));
        assertInactive(client, signedIn.accessToken());
        assertInactive(client, signedIn.refreshToken());
    }

    @Test
    void aDeletedUsersTokensAreInactive() {
        TestUser carol = TestUser.add(server.database(), "carol");
        Answer signedIn = http.signIn(client, carol);
        server.update(
                "UPDATE tokens SET revoked_at = now(), revoked_reason = 'x' WHERE user_id = :id", "id", carol.id());
        server.update("DELETE FROM users WHERE id = :id", "id", carol.id());
        assertInactive(client, signedIn.accessToken());
        assertInactive(client, signedIn.refreshToken());
    }

    @Test
    void aDisabledClientsTokensAreInactive() {
        TestClient leaving =
                TestClient.named("leaving").audiences("https://shared.example").addTo(server);
        TestClient api =
                TestClient.named("shared").audiences("https://shared.example").addTo(server);
        Answer signedIn = http.signIn(leaving, alice);
        String machine = http.token(leaving, "grant_type", "client_credentials").accessToken();
        assertActive(api, signedIn.accessToken());
        assertActive(api, machine);
        server.update("UPDATE clients SET disabled_at = now() WHERE id = :id", "id", leaving.id());
        server.reload();
        assertInactive(api, signedIn.accessToken());
        assertInactive(api, machine);
    }

    @Test
    void tokensOfAClientFromBeforeACutAreInactiveAndLaterOnesAreNot() {
        TestClient cut = TestClient.named("cut").addTo(server);
        String before = http.token(cut, "grant_type", "client_credentials").accessToken();
        server.update("UPDATE clients SET tokens_not_before = now() WHERE id = :id", "id", cut.id());
        server.reload();
        assertInactive(cut, before);
        assertActive(cut, http.token(cut, "grant_type", "client_credentials").accessToken());
    }

    /** As of a server that had not heard of the cut yet: by its time it is good, but not by its place in the status list. */
    @Test
    void aTokenThatWasIssuedAfterTheCutWithoutKnowingItIsInactive() {
        TestClient cut = TestClient.named("late").addTo(server);
        String late = http.token(cut, "grant_type", "client_credentials").accessToken();
        server.update(
                "UPDATE clients SET tokens_not_before = now() - interval '1 hour' WHERE id = :id", "id", cut.id());
        server.reload();
        assertInactive(cut, late);
        assertActive(cut, http.token(cut, "grant_type", "client_credentials").accessToken());
    }

    private static void assertActive(TestClient caller, String token) {
        Answer answer = http.introspect(caller, token).expect(200);
        assertThat(answer.json().get("active").asBoolean())
                .as(answer.toString())
                .isTrue();
    }

    private static void assertInactive(TestClient caller, String token) {
        http.introspect(caller, token).expectInactive();
    }

    private static boolean isInactive(TestClient caller, String token) {
        return "{\"active\":false}".equals(http.introspect(caller, token).body());
    }

    @Test
    void aRefreshTokenThatRestedTooLongIsInactive() {
        Answer signedIn = http.signIn(client, alice);
        assertThat(http.introspect(client, signedIn.refreshToken()).text("active"))
                .isEqualTo("true");
        server.update(
                "UPDATE tokens SET idle_until = now() - interval '1 second' WHERE id = :id",
                "id",
                RefreshToken.parse(signedIn.refreshToken()).orElseThrow().familyId());
        assertThat(http.introspect(client, signedIn.refreshToken()).body()).isEqualTo("{\"active\":false}");
        // An access token is good until it expires, rested or not.
        assertThat(http.introspect(client, signedIn.accessToken()).text("active"))
                .isEqualTo("true");
    }

    @Test
    void tokensOfADeletedClientDoNotComeBackWithItsName() {
        TestClient first = TestClient.named("reborn").addTo(server);
        String token = http.token(first, "grant_type", "client_credentials").accessToken();
        assertThat(http.introspect(first, token).text("active")).isEqualTo("true");
        server.database()
                .clientChanges()
                .delete(server.database().clients().findByClientId("reborn").orElseThrow(), Attribution.of("test"));
        TestClient second = TestClient.named("reborn").addTo(server);
        assertThat(http.introspect(second, token).body()).isEqualTo("{\"active\":false}");
    }

    @Test
    void revokingEverythingReachesTokensOfAClientThatLostTheGrant() {
        TestClient batch = TestClient.named("batch").addTo(server);
        String token = http.token(batch, "grant_type", "client_credentials").accessToken();
        server.update("UPDATE clients SET grant_types = '{password}' WHERE id = :id", "id", batch.id());
        server.reload();
        assertThat(http.introspect(batch, token).text("active")).isEqualTo("true");
        server.database().clientChanges().revokeAllTokens(Attribution.of("test"));
        server.reload();
        assertThat(http.introspect(batch, token).body()).isEqualTo("{\"active\":false}");
    }
}
