package dev.latchkey.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestPasskey;
import dev.latchkey.server.fixture.TestPasskey.Algorithm;
import dev.latchkey.server.fixture.TestPasskey.Ceremony;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Signing in with a passkey, alone and after a password. */
class PasskeySignInIT extends PasskeyUser {

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"ES256", "ED_DSA", "RS256"})
    void aPasskeyAloneIsAFullSignInWithoutAName(Algorithm algorithm) {
        TestPasskey own = TestPasskey.of(algorithm);
        assertThat(enrol(user, own).expect(200).body()).containsPattern("([a-z2-7]{4}-){3}[a-z2-7]{4}");
        WebFlow browser = browser();
        Answer page = browser.open("scope", "openid").expect(200);
        assertThat(page.body()).contains("autocomplete=\"username webauthn\"");
        assertThat(TestPasskey.options(page).get("allowCredentials")).isEmpty();
        Answer answer = browser.send(page, "passkey", own.on(page, origin()).json(), "remember", "true");
        assertThat(answer.response().headers().allValues("Set-Cookie"))
                .anyMatch(cookie -> cookie.startsWith("latchkey=") && cookie.contains("Max-Age=2592000"));
        String code = String.valueOf(browser.answerOf(browser.follow(answer)).get("code"));
        assertThat(idToken(browser.redeem(code).expect(200)))
                .contains(user.id().toString(), "\"acr\":\"phr\"", "\"amr\":[\"pop\",\"user\",\"mfa\"]");
        assertThat(browser.authorize("prompt", "none").header("Location")).contains("code=");
    }

    @Test
    void aDisabledUserIsRefusedAndARemovedPasskeyToo() {
        enrol(user, passkey).expect(200);
        WebFlow browser = browser();
        Answer page = browser.open().expect(200);
        server.update("UPDATE users SET disabled_at = now() WHERE id = :id", "id", user.id());
        Answer refused =
                browser.send(page, "passkey", passkey.on(page, origin()).json());
        assertRefused(browser, refused);
        server.update("UPDATE users SET disabled_at = NULL, valid_until = now() WHERE id = :id", "id", user.id());
        refused = browser.send(refused, "passkey", passkey.on(refused, origin()).json());
        assertRefused(browser, refused);
        server.update("UPDATE users SET valid_until = NULL WHERE id = :id", "id", user.id());
        assertThat(server.database().factors().changes().reset(user.id(), Attribution.of("test")))
                .contains(true);
        assertRefused(
                browser,
                browser.send(refused, "passkey", passkey.on(refused, origin()).json()));
    }

    @Test
    void afterAPasswordItIsTheSecondFactor() {
        enrol(user, passkey).expect(200);
        WebFlow browser = browser();
        Answer signedIn = browser.signIn(browser.open("scope", "openid"), user).expect(303);
        assertThat(signedIn.header("Location")).contains("/sign-in/second?");
        Answer page = browser.follow(signedIn).expect(200);
        assertThat(page.body()).doesNotContain("one-time-code").contains("/sign-in/recovery?", "<noscript>");
        assertThat(TestPasskey.options(page).get("allowCredentials")).hasSize(1);
        TestUser other = newUser();
        TestPasskey foreign = TestPasskey.create();
        enrol(other, foreign).expect(200);
        assertRefused(
                browser,
                browser.send(page, "passkey", foreign.on(page, origin()).json()));
        Ceremony answer = passkey.on(page, origin());
        // A device that keeps no handle, which need not name a user who is known.
        answer.handle = null;
        Answer done = browser.send(page, "passkey", answer.json());
        String code = String.valueOf(browser.answerOf(browser.follow(done)).get("code"));
        assertThat(idToken(browser.redeem(code).expect(200)))
                .contains("\"acr\":\"phr\"", "\"amr\":[\"pwd\",\"pop\",\"user\",\"mfa\"]");
    }

    @Test
    void thePasswordGrantIsRefusedAndRecoveryCodesWork() {
        String codes = enrol(user, passkey).expect(200).body();
        TestClient legacy = TestClient.named(name("legacy")).addTo(server);
        server.http()
                .token(legacy, "grant_type", "password", "username", user.username(), "password", user.password())
                .expectError(400, "invalid_grant");
        WebFlow browser = browser();
        browser.follow(browser.signIn(browser.open(), user)).expect(200);
        Answer page = browser.get("/sign-in/recovery?" + browser.query()).expect(200);
        var code = Pattern.compile("([a-z2-7]{4}-){3}[a-z2-7]{4}").matcher(codes);
        assertThat(code.find()).isTrue();
        assertSignedIn(browser, browser.send(page, "code", code.group(), "decision", "sign-in"));
    }

    @Test
    void aRequestThatDemandsAPasskeyGetsOneOrAnError() {
        String essential = "{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"phr\"]}}}";
        WebFlow plain = browser();
        plain.code(user);
        assertThat(plain.answerOf(plain.authorize("claims", essential)))
                .containsEntry("error", "unmet_authentication_requirements");
        assertThat(plain.answerOf(plain.authorize("acr_values", "phr"))).containsKey("code");
        enrol(user, passkey).expect(200);
        for (String[] changes :
                List.of(new String[] {"claims", essential}, new String[] {"acr_values", "phr urn:latchkey:1"})) {
            WebFlow browser = browser();
            Answer first = browser.open().expect(200);
            assertSignedIn(
                    browser,
                    browser.send(first, "passkey", passkey.on(first, origin()).json()));
            assertThat(browser.authorize(changes).header("Location")).contains("code=");
            // As after a sign-in with a code.
            server.update("UPDATE browser_sessions SET amr = 3 WHERE user_id = :id", "id", user.id());
            assertThat(browser.authorize().header("Location")).contains("code=");
            Answer page = browser.open(changes).expect(200);
            assertSignedIn(
                    browser,
                    browser.send(page, "passkey", passkey.on(page, origin()).json()));
            assertThat(browser.authorize("claims", essential.replace("phr", "urn:latchkey:2"))
                            .header("Location"))
                    .contains("code=");
        }
    }

    @Test
    void aSessionOfAnotherUserIsReplaced() {
        enrol(user, passkey).expect(200);
        TestUser other = newUser();
        WebFlow browser = browser();
        browser.code(other);
        String before = String.valueOf(browser.cookies().get(SESSION));
        Answer page = browser.open("prompt", "login").expect(200);
        Answer answer = browser.send(page, "passkey", passkey.on(page, origin()).json());
        answer.expect(303);
        assertThat(browser.cookies().get(SESSION)).isNotEqualTo(before);
        browser.cookies().put(SESSION, before);
        assertThat(browser.authorize("prompt", "none").header("Location")).contains("login_required");
    }

    @Test
    void wherePasskeysCannotWorkNoneIsOffered() {
        try (TestServer other = TestServer.start(server.settings(), "latchkey.issuer=http://127.0.0.1:9000")) {
            Answer page = other.http().get("/sign-in").expect(200);
            assertThat(page.body()).doesNotContain("data-passkey", "<script", "webauthn");
            assertThat(page.header("Content-Security-Policy")).doesNotContain("script-src");
        }
    }
}
