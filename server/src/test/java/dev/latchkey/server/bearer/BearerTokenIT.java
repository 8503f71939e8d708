package dev.latchkey.server.bearer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SignedInAccount;
import dev.latchkey.server.fixture.TestClient;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which access tokens the endpoints of an account take, and how they are sent. */
class BearerTokenIT extends SignedInAccount {

    @Test
    void withoutATokenItIs401WithAPlainChallenge() {
        for (String path : List.of(ME, PASSWORD, "/users/", "/users/other")) {
            Answer answer = http.get(path).expect(401);
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer").doesNotContain("error");
        }
        Answer basic = http.send(
                http.request(ME)
                        .header("Authorization", Http.basic("app", client.secret()))
                        .GET(),
                null);
        basic.expect(401);
    }

    @Test
    void aTokenThatIsNotGoodIsInvalidToken() {
        for (String token : List.of("garbage", "a.b.c", refreshToken, accessToken + "x", "x".repeat(6000))) {
            Answer answer = http.me(token).expect(401);
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer error=\"invalid_token\"");
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
            assertThat(answer.body()).doesNotContain(token);
        }
    }

    @Test
    void aHeaderThatIsNoBearerTokenIsRefused() {
        for (String header : List.of(
                "Bearer",
                "Bearer ",
                "Bearer a b",
                "Bearer =",
                "Bearer \u00FF",
                "Bearer " + accessToken + "," + accessToken)) {
            Answer answer =
                    http.send(http.request(ME).header("Authorization", header).GET(), null);
            assertThat(answer.status()).as(header).isIn(400, 401);
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        }
    }

    @Test
    void twoAuthorizationHeadersAreRefused() {
        Answer answer = http.send(
                http.request(ME)
                        .header("Authorization", "Bearer " + accessToken)
                        .header("Authorization", "Bearer garbage")
                        .GET(),
                null);
        assertThat(answer.status()).isIn(400, 401);
    }

    @Test
    void aTokenInTheQueryStringOrTheFormIsRefused() {
        assertThat(http.get(ME + "?access_token=" + accessToken).status()).isIn(400, 401);
        Answer form = http.post(
                PASSWORD, "access_token", accessToken, "old_password", user.password(), "new_password", NEW_PASSWORD);
        assertThat(form.status()).isIn(400, 401);
        assertThat(http.post(ME, "access_token", accessToken).status()).isIn(400, 401);
    }

    @Test
    void aMissingScopeIs403AndNamed() {
        Answer narrow =
                http.token(client, "grant_type", "refresh_token", "refresh_token", refreshToken, "scope", "read");
        Answer write =
                http.json("PATCH", ME, narrow.expect(200).accessToken(), "{}").expect(403);
        assertThat(write.header("WWW-Authenticate"))
                .startsWith("Bearer error=\"insufficient_scope\"")
                .contains("scope=\"write\"");
        assertThat(http.json("POST", PASSWORD, narrow.accessToken(), "{}").status())
                .isEqualTo(403);
        assertThat(http.me(narrow.accessToken()).status()).isEqualTo(200);
        Answer writeOnly = http.token(
                client, "grant_type", "refresh_token", "refresh_token", narrow.refreshToken(), "scope", "write");
        Answer read = http.me(writeOnly.expect(200).accessToken()).expect(403);
        assertThat(read.header("WWW-Authenticate")).contains("scope=\"read\"");
    }

    @Test
    void aDisabledUserIsRefusedAtOnce() {
        server.database().userChanges().disable(user.in(server.database()), Attribution.of("test"));
        assertInvalidToken(http.me(accessToken));
        assertInvalidToken(http.json("PATCH", ME, accessToken, "{\"full_name\":\"Changed\"}"));
        assertInvalidToken(changePassword(user.password(), NEW_PASSWORD));
    }

    @Test
    void aUserWhoIsMarkedDisabledIsRefusedEvenWhenTheFamilyWasForgotten() {
        server.update("UPDATE users SET disabled_at = now() WHERE id = :id", "id", user.id());
        assertInvalidToken(http.me(accessToken));
    }

    @Test
    void aRevokedFamilyIsRefusedAtOnce() {
        http.revoke(client, refreshToken).expect(200);
        assertInvalidToken(http.me(accessToken));
    }

    @Test
    void aDeletedUserIsRefusedAtOnce() {
        server.database().userChanges().delete(user.in(server.database()), Attribution.of("test"));
        assertInvalidToken(http.me(accessToken));
    }

    @Test
    void aTokenForAnotherAudienceOrWithoutAUserIsRefused() {
        TestClient elsewhere = TestClient.named("elsewhere-" + user.username())
                .audiences("https://api.example")
                .addTo(server);
        String token = http.refresh(elsewhere, user.refreshToken(server, elsewhere))
                .expect(200)
                .accessToken();
        assertInvalidToken(http.me(token));
        assertInvalidToken(
                http.me(http.token(client, "grant_type", "client_credentials").accessToken()));
    }

    @Test
    void aDisabledClientsTokensAreRefused() {
        TestClient leaving = TestClient.named("leaving").addTo(server);
        String token = http.refresh(leaving, user.refreshToken(server, leaving))
                .expect(200)
                .accessToken();
        http.me(token).expect(200);
        server.update("UPDATE clients SET disabled_at = now() WHERE id = :id", "id", leaving.id());
        server.reload();
        assertInvalidToken(http.me(token));
    }
}
