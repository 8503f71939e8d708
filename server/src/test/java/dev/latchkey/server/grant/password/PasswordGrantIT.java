package dev.latchkey.server.grant.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.client.GrantType;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SharedServer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestUser;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PasswordGrantIT extends SharedServer {

    @Test
    void aSignInReturnsTokensOfTheUser() {
        Answer answer = http.signIn(client, alice).expect(200);
        assertThat(answer.text("token_type")).isEqualTo("Bearer");
        assertThat(answer.json().get("expires_in").asInt()).isEqualTo(300);
        assertThat(answer.refreshToken()).startsWith("lkr_");
        var claims = answer.claims();
        assertThat(claims.propertyNames())
                .containsExactlyInAnyOrder(
                        "sub", "username", "sid", "iss", "aud", "client_id", "scope", "iat", "exp", "jti", "status");
        assertThat(claims.get("sub").asString()).isEqualTo(alice.id().toString());
        assertThat(claims.get("username").asString()).isEqualTo("alice");
        assertThat(claims.get("iss").asString()).isEqualTo(server.base().toString());
        assertThat(claims.get("aud").asString()).isEqualTo(server.base().toString());
        assertThat(claims.get("client_id").asString()).isEqualTo("app");
        assertThat(claims.get("scope").asString()).isEqualTo("read write");
        assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isEqualTo(300);
    }

    @Test
    void unknownWrongDisabledAndWithoutPasswordLookTheSame() {
        Answer wrong = http.signIn(client, "alice", "wrong").expectError(400, "invalid_grant");
        for (Supplier<Answer> failure : failures("looks").values()) {
            Answer answer = failure.get().expectError(400, "invalid_grant");
            assertThat(answer.body()).isEqualTo(wrong.body());
            assertThat(answer.response().headers().map().keySet())
                    .isEqualTo(wrong.response().headers().map().keySet());
        }
    }

    private static Map<String, Supplier<Answer>> failures(String suffix) {
        TestUser disabled = TestUser.add(server.database(), "disabled-" + suffix);
        server.update("UPDATE users SET disabled_at = now() WHERE id = :id", "id", disabled.id());
        TestUser without = TestUser.add(server.database(), "without-" + suffix);
        server.update("UPDATE users SET password_hash = NULL WHERE id = :id", "id", without.id());
        Map<String, Supplier<Answer>> failures = new LinkedHashMap<>();
        failures.put("wrong", () -> http.signIn(client, "alice", "wrong"));
        failures.put("unknown", () -> http.signIn(client, "nobody", alice.password()));
        failures.put("disabled, right password", () -> http.signIn(client, disabled));
        failures.put("disabled, wrong password", () -> http.signIn(client, disabled.username(), "wrong"));
        TestUser expired = TestUser.add(server.database(), "expired-" + suffix);
        server.update("UPDATE users SET valid_until = now() WHERE id = :id", "id", expired.id());
        failures.put("expired, right password", () -> http.signIn(client, expired));
        failures.put("without a password", () -> http.signIn(client, without));
        TestUser malformed = TestUser.addWithHash(server.database(), "malformed-" + suffix, "read", "nonsense", "x");
        failures.put("a malformed hash", () -> http.signIn(client, malformed));
        TestUser costly = TestUser.addWithHash(
                server.database(),
                "costly-" + suffix,
                "read",
                "{argon2}$argon2id$v=19$m=262144,t=3,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2g",
                "x");
        failures.put("a hash that costs too much", () -> http.signIn(client, costly));
        failures.put("not even a name", () -> http.signIn(client, "no body\u0007", alice.password()));
        return failures;
    }

    @Test
    void aScopeThatTheUserLacksIsToldOnlyToWhoKnowsThePassword() {
        TestClient wide = TestClient.named("wide").scope("read write admin").addTo(server);
        http.token(
                        wide,
                        "grant_type",
                        "password",
                        "username",
                        "alice",
                        "password",
                        alice.password(),
                        "scope",
                        "read admin")
                .expectError(400, "invalid_scope");
        http.token(wide, "grant_type", "password", "username", "alice", "password", "wrong", "scope", "read admin")
                .expectError(400, "invalid_grant");
    }

    @Test
    void grantedIsWhatWasRequestedAndClientAndUserHave() {
        TestClient wide = TestClient.named("wider").scope("read admin").addTo(server);
        assertThat(http.signIn(wide, alice).expect(200).text("scope")).isEqualTo("read");
        Answer narrow = http.token(
                client, "grant_type", "password", "username", "alice", "password", alice.password(), "scope", "write");
        assertThat(narrow.expect(200).text("scope")).isEqualTo("write");
        http.token(wide, "grant_type", "password", "username", "alice", "password", alice.password(), "scope", "write")
                .expectError(400, "invalid_scope");
    }

    @Test
    void aClientWithoutTheRefreshGrantGetsNoRefreshToken() {
        TestClient once = TestClient.named("once").grants(GrantType.PASSWORD).addTo(server);
        Answer answer = http.signIn(once, alice).expect(200);
        assertThat(answer.json().has("refresh_token")).isFalse();
        assertThat(http.me(answer.accessToken()).status()).isEqualTo(200);
    }

    @Test
    void namesThatLookAlikeToTheKeyboardSignInToTheSameAccount() {
        for (String name : List.of("ALICE", "ａｌｉｃｅ")) {
            assertThat(http.signIn(client, name, alice.password())
                            .expect(200)
                            .claims()
                            .get("sub")
                            .asString())
                    .isEqualTo(alice.id().toString());
        }
    }

    @Test
    void aPasswordOfOneMegabyteIsRefusedBeforeItIsRead() {
        http.signIn(client, "alice", "x".repeat(1_000_000)).expectError(413, "invalid_request");
    }

    @Test
    void hostileHeadersDoNotStopASignIn() {
        for (String agent :
                List.of("x".repeat(4000), "\u00FF\u00FE", "'; DROP TABLE tokens; --", "${jndi:ldap://x/y}", "%00")) {
            http.send(
                            http.request("/oauth2/token")
                                    .header("User-Agent", agent)
                                    .header("X-Forwarded-For", "not an address")
                                    .header("Forwarded", "for=\"[::1%25lo]\"")
                                    .header("Authorization", Http.basic(client.clientId(), client.secret()))
                                    .POST(BodyPublishers.ofString(Http.encode(
                                            "grant_type",
                                            "password",
                                            "username",
                                            "alice",
                                            "password",
                                            alice.password()))),
                            Http.FORM)
                    .expect(200);
        }
        assertThat(server.sql()
                        .sql("SELECT count(*) FROM tokens WHERE host(address) NOT IN ('127.0.0.1', '::1')")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void namesThatLookLikeSqlAreNames() {
        for (String name : List.of("alice' OR '1'='1", "alice'--", "alice\\", "%", "al_ce", "alice;", "\"alice\"")) {
            http.signIn(client, name, alice.password()).expectError(400, "invalid_grant");
        }
    }
}
