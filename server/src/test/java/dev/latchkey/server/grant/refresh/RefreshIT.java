package dev.latchkey.server.grant.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.credential.Passwords;
import dev.latchkey.core.family.RefreshToken;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.key.KeyDirectory;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RefreshIT {

    private static TestServer server;
    private static Http http;
    private static TestClient client;
    private static TestClient graceless;
    private static TestClient other;
    private static int users;

    private TestUser user = new TestUser(UUID.randomUUID(), "", "");

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        http = server.http();
        client = TestClient.named("app").addTo(server);
        graceless = TestClient.named("graceless").grace(Duration.ZERO).addTo(server);
        other = TestClient.named("other").addTo(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void addUser() {
        users++;
        user = TestUser.add(server.database(), "user" + users);
    }

    @Test
    void refreshReturnsTheNextTokens() {
        Answer signedIn = http.signIn(client, user);
        Answer refreshed = http.refresh(client, signedIn.refreshToken()).expect(200);
        assertThat(refreshed.refreshToken()).startsWith("lkr_").isNotEqualTo(signedIn.refreshToken());
        assertThat(http.me(refreshed.accessToken()).text("username")).isEqualTo(user.username());
        assertThat(refreshed.claims().get("sid")).isEqualTo(signedIn.claims().get("sid"));
        assertThat(refreshed.claims().get("jti")).isNotEqualTo(signedIn.claims().get("jti"));
    }

    @Test
    void theTokenBeforeGetsTheSameSuccessorWithinTheGracePeriodAndNothingIsWritten() {
        String first = user.refreshToken(server, client);
        Answer answered = http.refresh(client, first).expect(200);
        String before = row(first);
        for (int i = 0; i < 3; i++) {
            Answer again = http.refresh(client, first).expect(200);
            assertThat(again.refreshToken()).isEqualTo(answered.refreshToken());
            assertThat(http.me(again.accessToken()).status()).isEqualTo(200);
        }
        assertThat(row(first)).isEqualTo(before);
        http.refresh(client, answered.refreshToken()).expect(200);
    }

    @Test
    void theTokenBeforeIsAReplayAfterTheGracePeriod() {
        String first = user.refreshToken(server, client);
        String second = http.refresh(client, first).expect(200).refreshToken();
        server.update(
                "UPDATE tokens SET refreshed_at = now() - interval '61 seconds' WHERE id = :id", "id", family(first));
        http.refresh(client, first).expectError(400, "invalid_grant");
        assertReuseWasFound(first, second, client);
    }

    @Test
    void withoutAGracePeriodTheTokenBeforeIsAReplayAtOnce() {
        String first = user.refreshToken(server, graceless);
        String second = http.refresh(graceless, first).expect(200).refreshToken();
        http.refresh(graceless, first).expectError(400, "invalid_grant");
        assertReuseWasFound(first, second, graceless);
    }

    @Test
    void aReplayOfAnOlderGenerationRevokesTheFamilyAlsoWithinTheGracePeriod() {
        String first = user.refreshToken(server, client);
        Answer second = http.refresh(client, first).expect(200);
        Answer third = http.refresh(client, second.refreshToken()).expect(200);
        http.refresh(client, first).expectError(400, "invalid_grant");
        assertReuseWasFound(first, third.refreshToken(), client);
        assertThat(http.me(third.accessToken()).status()).isEqualTo(401);
        assertThat(http.introspect(client, third.accessToken()).body()).isEqualTo("{\"active\":false}");
    }

    private static void assertReuseWasFound(String replayed, String newest, TestClient client) {
        http.refresh(client, newest).expectError(400, "invalid_grant");
        assertThat(revokedReason(replayed)).isEqualTo("reuse");
        assertThat(server.sql()
                        .sql("SELECT count(*) FROM audit_log WHERE action = 'token.reuse' AND target_id = :id")
                        .param("id", family(replayed))
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void aReplayIsAuditedOnceHoweverOftenItComes() {
        String first = user.refreshToken(server, graceless);
        String second = http.refresh(graceless, first).expect(200).refreshToken();
        for (int i = 0; i < 3; i++) {
            http.refresh(graceless, first).expectError(400, "invalid_grant");
        }
        assertReuseWasFound(first, second, graceless);
    }

    @Test
    void anotherClientsTokenIsInvalidGrantAndItsOwnerUnharmed() {
        String token = user.refreshToken(server, client);
        String before = row(token);
        http.refresh(other, token).expectError(400, "invalid_grant");
        assertThat(row(token)).isEqualTo(before);
        http.refresh(client, token).expect(200);
    }

    @Test
    void anotherClientsOldTokenDoesNotRevokeTheFamily() {
        String first = user.refreshToken(server, graceless);
        String second = http.refresh(graceless, first).expect(200).refreshToken();
        http.refresh(other, first).expectError(400, "invalid_grant");
        http.refresh(graceless, second).expect(200);
    }

    @Test
    void everyFailureLooksTheSame() {
        String revoked = user.refreshToken(server, client);
        http.revoke(client, revoked).expect(200);
        String expected =
                http.refresh(client, revoked).expectError(400, "invalid_grant").body();
        String expired = user.refreshToken(server, client);
        server.update("UPDATE tokens SET idle_until = now(), expires_at = now() WHERE id = :id", "id", family(expired));
        String foreign = user.refreshToken(server, other);
        for (String token : List.of(expired, foreign, "garbage", "lkr_", tamper(revoked), unknownFamily())) {
            assertThat(http.refresh(client, token)
                            .expectError(400, "invalid_grant")
                            .body())
                    .isEqualTo(expected);
        }
    }

    @Test
    void aWiderScopeIsInvalidScopeAndTheTokenStaysGood() {
        TestClient wide = TestClient.named("wide").scope("read write admin").addTo(server);
        String token = user.refreshToken(server, wide);
        // Beyond the user's, within the client's.
        http.token(wide, "grant_type", "refresh_token", "refresh_token", token, "scope", "read admin")
                .expectError(400, "invalid_scope");
        // Beyond the client's.
        http.token(wide, "grant_type", "refresh_token", "refresh_token", token, "scope", "read other")
                .expectError(400, "invalid_scope");
        assertThat(generation(token)).isZero();
        http.refresh(wide, token).expect(200);
    }

    @Test
    void aScopeBeyondTheSignInIsInvalidScopeAlsoWhenTheUserHasIt() {
        Answer narrow = http.token(
                client,
                "grant_type",
                "password",
                "username",
                user.username(),
                "password",
                user.password(),
                "scope",
                "read");
        http.token(
                        client,
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        narrow.expect(200).refreshToken(),
                        "scope",
                        "read write")
                .expectError(400, "invalid_scope");
        assertThat(http.refresh(client, narrow.refreshToken()).expect(200).text("scope"))
                .isEqualTo("read");
    }

    @Test
    void aNarrowerScopeNarrowsOnlyTheAccessToken() {
        String token = user.refreshToken(server, client);
        Answer narrow = http.token(client, "grant_type", "refresh_token", "refresh_token", token, "scope", "read");
        assertThat(narrow.expect(200).text("scope")).isEqualTo("read");
        assertThat(narrow.claims().get("scope").asString()).isEqualTo("read");
        assertThat(http.refresh(client, narrow.refreshToken()).expect(200).text("scope"))
                .isEqualTo("read write");
    }

    @Test
    void aFamilyThatRestedTooLongIsOver() {
        String token = user.refreshToken(server, client);
        server.update("UPDATE tokens SET idle_until = now() WHERE id = :id", "id", family(token));
        http.refresh(client, token).expectError(400, "invalid_grant");
        assertThat(generation(token)).isZero();
    }

    @Test
    void aFamilyEndsWithItsLifetimeHoweverOftenItIsRefreshed() {
        String first = user.refreshToken(server, client);
        String expiry = "SELECT expires_at::text FROM tokens WHERE id = :id";
        String before = server.sql()
                .sql(expiry)
                .param("id", family(first))
                .query(String.class)
                .single();
        String second = http.refresh(client, first).expect(200).refreshToken();
        assertThat(server.sql()
                        .sql(expiry)
                        .param("id", family(first))
                        .query(String.class)
                        .single())
                .isEqualTo(before);
        server.update("UPDATE tokens SET expires_at = now(), idle_until = now() WHERE id = :id", "id", family(first));
        http.refresh(client, second).expectError(400, "invalid_grant");
    }

    @Test
    void anAccessTokenDoesNotOutliveItsFamily() {
        String token = user.refreshToken(server, client);
        server.update(
                "UPDATE tokens SET expires_at = now() + interval '20 seconds', idle_until = now() + interval '10 seconds' WHERE id = :id",
                "id",
                family(token));
        Answer refreshed = http.refresh(client, token).expect(200);
        assertThat(refreshed.json().get("expires_in").asInt()).isBetween(1, 20);
        assertThat(refreshed.claims().get("exp").asLong()
                        - refreshed.claims().get("iat").asLong())
                .isEqualTo(refreshed.json().get("expires_in").asLong());
        // Resting does not go on after the end either.
        assertThat(server.sql()
                        .sql("SELECT idle_until = expires_at FROM tokens WHERE id = :id")
                        .param("id", family(token))
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void aDisabledUserDoesNotRefreshAndEnablingBringsNothingBack() {
        String token = user.refreshToken(server, client);
        server.database().userChanges().disable(user.in(server.database()), Attribution.of("test"));
        http.refresh(client, token).expectError(400, "invalid_grant");
        server.database().userChanges().enable(user.in(server.database()), Attribution.of("test"));
        http.refresh(client, token).expectError(400, "invalid_grant");
    }

    @Test
    void aUserWhoIsMarkedDisabledDoesNotRefreshEvenWhenTheFamilyWasForgotten() {
        String first = user.refreshToken(server, client);
        String second = http.refresh(client, first).expect(200).refreshToken();
        server.update("UPDATE users SET disabled_at = now() WHERE id = :id", "id", user.id());
        http.refresh(client, second).expectError(400, "invalid_grant");
        // Neither is the lost answer repeated.
        http.refresh(client, first).expectError(400, "invalid_grant");
        assertThat(generation(first)).isEqualTo(1);
    }

    @Test
    void aDeletedUserDoesNotRefresh() {
        String token = user.refreshToken(server, client);
        server.update(
                "UPDATE tokens SET revoked_at = now(), revoked_reason = 'user_deleted' WHERE user_id = :id",
                "id",
                user.id());
        server.update("DELETE FROM users WHERE id = :id", "id", user.id());
        http.refresh(client, token).expectError(400, "invalid_grant");
    }

    @Test
    void aNewPasswordEndsTheFamily() {
        String token = user.refreshToken(server, client);
        server.database()
                .userChanges()
                .setPassword(
                        user.in(server.database()),
                        new Passwords().hash("another fine password"),
                        Attribution.of("test"));
        http.refresh(client, token).expectError(400, "invalid_grant");
        assertThat(revokedReason(token)).isEqualTo("password_changed");
    }

    @Test
    void aScopeThatTheUserLostIsGoneFromTheNextAccessToken() {
        String token = user.refreshToken(server, client);
        server.update("UPDATE users SET scopes = '{read}' WHERE id = :id", "id", user.id());
        Answer refreshed = http.refresh(client, token).expect(200);
        assertThat(refreshed.text("scope")).isEqualTo("read");
        assertThat(refreshed.claims().get("scope").asString()).isEqualTo("read");
        http.token(client, "grant_type", "refresh_token", "refresh_token", refreshed.refreshToken(), "scope", "write")
                .expectError(400, "invalid_scope");
        // And within the grace period.
        assertThat(http.refresh(client, token).expect(200).text("scope")).isEqualTo("read");
    }

    @Test
    void aScopeThatTheClientLostIsGoneFromTheNextAccessToken() {
        TestClient shrinking = TestClient.named("shrinking").addTo(server);
        String token = user.refreshToken(server, shrinking);
        server.update("UPDATE clients SET scopes = '{read}' WHERE id = :id", "id", shrinking.id());
        server.reload();
        assertThat(http.refresh(shrinking, token).expect(200).text("scope")).isEqualTo("read");
    }

    @Test
    void aUserWithoutAnyScopeLeftGetsATokenWithout() {
        String token = user.refreshToken(server, client);
        server.update("UPDATE users SET scopes = '{}' WHERE id = :id", "id", user.id());
        Answer refreshed = http.refresh(client, token).expect(200);
        assertThat(refreshed.text("scope")).isEmpty();
        assertThat(refreshed.claims().has("scope")).isFalse();
    }

    @Test
    void aClientThatLostTheGrantOrWasDisabledDoesNotRefresh() {
        TestClient leaving = TestClient.named("leaving").addTo(server);
        String token = user.refreshToken(server, leaving);
        server.update("UPDATE clients SET grant_types = '{password}' WHERE id = :id", "id", leaving.id());
        server.reload();
        http.refresh(leaving, token).expectError(400, "unauthorized_client");
        server.update(
                "UPDATE clients SET grant_types = '{refresh_token}', disabled_at = now() WHERE id = :id",
                "id",
                leaving.id());
        server.reload();
        http.refresh(leaving, token).expectError(401, "invalid_client");
        assertThat(generation(token)).isZero();
    }

    @Test
    void aClientOfTheSameNameAsADeletedOneDoesNotInheritItsFamilies() {
        TestClient gone = TestClient.named("phoenix").addTo(server);
        String token = user.refreshToken(server, gone);
        server.update(
                "UPDATE tokens SET revoked_at = now(), revoked_reason = 'x' WHERE client_id = :id", "id", gone.id());
        server.update("DELETE FROM clients WHERE id = :id", "id", gone.id());
        TestClient risen = TestClient.named("phoenix").addTo(server);
        http.refresh(risen, token).expectError(400, "invalid_grant");
    }

    @Test
    void aGenerationThatTheDatabaseHasNotSeenIsInvalidGrantAndRevokesNothing() {
        String first = user.refreshToken(server, client);
        String second = http.refresh(client, first).expect(200).refreshToken();
        // As after restoring a backup.
        server.update("UPDATE tokens SET generation = 0 WHERE id = :id", "id", family(first));
        http.refresh(client, second).expectError(400, "invalid_grant");
        assertThat(generation(first)).isZero();
        http.refresh(client, first).expect(200);
    }

    @Test
    void aTokenWithSpaceAroundItIsNotAToken() {
        String token = user.refreshToken(server, client);
        for (String spaced :
                List.of(" " + token, token + " ", token + "\n", token + "=", token.replace("lkr_", "LKR_"))) {
            http.refresh(client, spaced).expectError(400, "invalid_grant");
        }
        http.refresh(client, token).expect(200);
    }

    @Test
    void anAccessTokenIsNotARefreshToken() {
        Answer signedIn = http.signIn(client, user);
        http.refresh(client, signedIn.accessToken()).expectError(400, "invalid_grant");
    }

    @Test
    void refreshesOfAPublicClientAreRotatedToo() {
        TestClient mobile =
                TestClient.named("mobile").isPublic().grace(Duration.ZERO).addTo(server);
        String first = user.refreshToken(server, mobile);
        String[] form = {"client_id", "mobile", "grant_type", "refresh_token", "refresh_token", first};
        String second = http.post("/oauth2/token", form).expect(200).refreshToken();
        http.post("/oauth2/token", form).expectError(400, "invalid_grant");
        form[5] = second;
        http.post("/oauth2/token", form).expectError(400, "invalid_grant");
    }

    private static UUID family(String refreshToken) {
        return RefreshToken.parse(refreshToken).orElseThrow().familyId();
    }

    private static int generation(String refreshToken) {
        return server.sql()
                .sql("SELECT generation FROM tokens WHERE id = :id")
                .param("id", family(refreshToken))
                .query(Integer.class)
                .single();
    }

    private static String revokedReason(String refreshToken) {
        return server.sql()
                .sql("SELECT coalesce(revoked_reason, '') FROM tokens WHERE id = :id")
                .param("id", family(refreshToken))
                .query(String.class)
                .single();
    }

    /** The row as it is, with its place in the table, which any write changes. */
    private static String row(String refreshToken) {
        return server.sql()
                .sql("SELECT t.ctid::text || t.xmin::text || t::text FROM tokens t WHERE id = :id")
                .param("id", family(refreshToken))
                .query(String.class)
                .single();
    }

    /** Genuine, of a family that is not there. */
    private static String unknownFamily() {
        return server.bean(KeyDirectory.class).refreshTokens().issue(UUID.randomUUID(), 0, client.id());
    }

    private static String tamper(String token) {
        char last = token.charAt(20);
        return token.substring(0, 20) + (last == 'A' ? 'B' : 'A') + token.substring(21);
    }
}
