package dev.latchkey.server.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.family.RefreshToken;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SharedServer;
import dev.latchkey.server.fixture.TestClient;
import java.util.List;
import org.junit.jupiter.api.Test;

class RevocationIT extends SharedServer {

    private static final String INACTIVE = "{\"active\":false}";

    @Test
    void garbageIs200() {
        for (String token : List.of(
                "garbage", "lkr_", "lkr_" + "A".repeat(71), "a.b.c", "e30.e30.", "x".repeat(100_000), "' OR 1=1")) {
            Answer answer = http.revoke(client, token).expect(200);
            // Some libraries read every answer as JSON (simple-oauth2).
            assertThat(answer.header("Content-Type")).startsWith("application/json");
            assertThat(answer.body()).isEqualTo("{}");
        }
    }

    @Test
    void noTokenAtAllIsInvalidRequest() {
        http.postAs(client, "/oauth2/revoke", "token_type_hint", "access_token").expectError(400, "invalid_request");
        http.revoke(client, "").expectError(400, "invalid_request");
    }

    @Test
    void aRefreshTokenTakesItsFamilyAlong() {
        Answer signedIn = http.signIn(client, alice);
        Answer refreshed = http.refresh(client, signedIn.refreshToken());
        http.revoke(client, refreshed.refreshToken()).expect(200);
        assertEnded(signedIn, refreshed);
    }

    @Test
    void anOldRefreshTokenTakesItsFamilyAlong() {
        Answer signedIn = http.signIn(client, alice);
        Answer refreshed = http.refresh(client, signedIn.refreshToken());
        http.revoke(client, signedIn.refreshToken()).expect(200);
        assertEnded(signedIn, refreshed);
    }

    @Test
    void anAccessTokenTakesItsFamilyAlong() {
        Answer signedIn = http.signIn(client, alice);
        Answer refreshed = http.refresh(client, signedIn.refreshToken());
        http.revoke(client, signedIn.accessToken()).expect(200);
        assertEnded(signedIn, refreshed);
    }

    private static void assertEnded(Answer... answers) {
        for (Answer answer : answers) {
            http.refresh(client, answer.refreshToken()).expectError(400, "invalid_grant");
            assertThat(http.me(answer.accessToken()).status()).isEqualTo(401);
            assertThat(http.introspect(client, answer.accessToken()).body()).isEqualTo(INACTIVE);
            assertThat(http.introspect(client, answer.refreshToken()).body()).isEqualTo(INACTIVE);
        }
    }

    @Test
    void otherFamiliesOfTheUserGoOn() {
        Answer one = http.signIn(client, alice);
        Answer two = http.signIn(client, alice);
        http.revoke(client, one.refreshToken()).expect(200);
        assertThat(http.me(two.accessToken()).status()).isEqualTo(200);
        http.refresh(client, two.refreshToken()).expect(200);
    }

    @Test
    void theHintDoesNotMatter() {
        for (String hint : List.of("refresh_token", "access_token", "nonsense", "")) {
            Answer signedIn = http.signIn(client, alice);
            http.postAs(client, "/oauth2/revoke", "token", signedIn.refreshToken(), "token_type_hint", hint)
                    .expect(200);
            assertEnded(signedIn);
        }
    }

    @Test
    void anotherClientsTokensSurvive() {
        Answer signedIn = http.signIn(client, alice);
        String machine = http.token(client, "grant_type", "client_credentials").accessToken();
        for (String token : List.of(signedIn.accessToken(), signedIn.refreshToken(), machine)) {
            assertThat(http.revoke(other, token).expect(200).body()).isEqualTo("{}");
        }
        assertThat(http.me(signedIn.accessToken()).status()).isEqualTo(200);
        assertThat(http.introspect(client, machine).json().get("active").asBoolean())
                .isTrue();
        http.refresh(client, signedIn.refreshToken()).expect(200);
    }

    @Test
    void anAccessTokenWithoutAFamilyIsRevokedAlone() {
        String one = http.token(client, "grant_type", "client_credentials").accessToken();
        String two = http.token(client, "grant_type", "client_credentials").accessToken();
        http.revoke(client, one).expect(200);
        assertThat(http.introspect(client, one).body()).isEqualTo(INACTIVE);
        assertThat(http.introspect(client, two).json().get("active").asBoolean())
                .isTrue();
    }

    @Test
    void revokingAgainIs200() {
        Answer signedIn = http.signIn(client, alice);
        String machine = http.token(client, "grant_type", "client_credentials").accessToken();
        for (int i = 0; i < 2; i++) {
            http.revoke(client, signedIn.refreshToken()).expect(200);
            http.revoke(client, signedIn.accessToken()).expect(200);
            http.revoke(client, machine).expect(200);
        }
    }

    @Test
    void aTamperedTokenRevokesNothing() {
        Answer signedIn = http.signIn(client, alice);
        String token = signedIn.accessToken();
        int payload = token.indexOf('.') + 5;
        char letter = token.charAt(payload) == 'A' ? 'B' : 'A';
        http.revoke(client, token.substring(0, payload) + letter + token.substring(payload + 1))
                .expect(200);
        http.revoke(client, token.substring(0, token.lastIndexOf('.') + 1)).expect(200);
        http.revoke(client, signedIn.refreshToken().substring(0, 60) + "AAAAAAAAAAAAAAA")
                .expect(200);
        assertThat(http.me(token).status()).isEqualTo(200);
        http.refresh(client, signedIn.refreshToken()).expect(200);
    }

    @Test
    void withoutClientAuthenticationItIs401() {
        Answer signedIn = http.signIn(client, alice);
        http.post("/oauth2/revoke", "token", signedIn.refreshToken()).expectError(401, "invalid_client");
        http.post("/oauth2/revoke", "token", signedIn.refreshToken(), "client_id", "app")
                .expectError(401, "invalid_client");
        http.refresh(client, signedIn.refreshToken()).expect(200);
    }

    @Test
    void aPublicClientRevokesItsOwnTokens() {
        TestClient mobile = TestClient.named("mobile").isPublic().addTo(server);
        String own = alice.refreshToken(server, mobile);
        String foreign = alice.refreshToken(server, client);
        http.post("/oauth2/revoke", "client_id", "mobile", "token", own).expect(200);
        http.post("/oauth2/revoke", "client_id", "mobile", "token", foreign).expect(200);
        http.post("/oauth2/token", "client_id", "mobile", "grant_type", "refresh_token", "refresh_token", own)
                .expectError(400, "invalid_grant");
        http.refresh(client, foreign).expect(200);
    }

    @Test
    void aTokenInTheQueryStringIsRefusedAndStaysGood() {
        String token = alice.refreshToken(server, client);
        http.postAs(client, "/oauth2/revoke?token=" + token, "x", "y").expectError(400, "invalid_request");
        http.get("/oauth2/revoke?token=" + token).expectError(405, "invalid_request");
        http.refresh(client, token).expect(200);
    }

    @Test
    void theAuditLogSaysWhichClientRevoked() {
        Answer signedIn = http.signIn(client, alice);
        http.revoke(client, signedIn.refreshToken()).expect(200);
        http.revoke(client, signedIn.refreshToken()).expect(200);
        assertThat(server.sql()
                        .sql("SELECT actor FROM audit_log WHERE action = 'token.revoke' AND target_id = :id")
                        .param(
                                "id",
                                RefreshToken.parse(signedIn.refreshToken())
                                        .orElseThrow()
                                        .familyId())
                        .query(String.class)
                        .list())
                .containsExactly("client:" + client.clientId());
    }
}
