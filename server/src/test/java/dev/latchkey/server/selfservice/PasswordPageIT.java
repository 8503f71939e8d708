package dev.latchkey.server.selfservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changing the password on its page. */
class PasswordPageIT extends SignedInBrowser {

    private static final String PAGE = "/account/password";

    private Answer change(WebFlow browser, String current, String wanted) {
        return browser.send(
                browser.get(PAGE).expect(200),
                "current-password",
                current,
                "new-password",
                wanted,
                "repeated-password",
                wanted);
    }

    @Test
    void aNewPasswordEndsAllOtherSessionsAndAllFamiliesAndNotThisSession() {
        WebFlow elsewhere = signedIn(user);
        Answer online = tokens(elsewhere, "read");
        Answer offline = tokens(elsewhere, "read offline_access");
        Answer own = tokens(browser, "read");
        String byPassword = user.refreshToken(server, client);
        assertSays(change(browser, user.password(), NEW_PASSWORD), "Your password was changed");
        assertThat(changes()).containsExactly("user.password");
        browser.get(PAGE).expect(200);
        assertThat(elsewhere.get("/account").expect(303).header("Location")).endsWith("/sign-in");
        assertLive(web, online, false);
        assertLive(web, offline, false);
        assertLive(web, own, false);
        http.refresh(client, byPassword).expectError(400, "invalid_grant");
        http.signIn(client, user).expectError(400, "invalid_grant");
        http.signIn(client, user.username(), NEW_PASSWORD).expect(200);
        // The session that goes on is good for applications too.
        assertLive(web, tokens(browser, "read"), true);
    }

    @Test
    void aCopyOfTheCookieEndsWithTheOldPassword() {
        WebFlow thief = WebFlow.of(server, web);
        thief.cookies().putAll(browser.cookies());
        thief.get("/account").expect(200);
        change(browser, user.password(), NEW_PASSWORD).expect(303);
        thief.get("/account").expect(303);
        browser.get("/account").expect(200);
    }

    @Test
    void aRememberedBrowserStaysRemembered() {
        WebFlow remembered = WebFlow.of(server, web);
        remembered.signIn(remembered.get("/sign-in"), user, "remember", "true").expect(303);
        Answer changed = change(remembered, user.password(), NEW_PASSWORD).expect(303);
        assertThat(changed.header("Set-Cookie")).matches("latchkey=.*Max-Age=25919\\d\\d;.*");
        Answer brief = change(signedIn(new TestUser(user.id(), user.username(), NEW_PASSWORD)), NEW_PASSWORD, "x")
                .expect(422);
        assertThat(brief.header("Set-Cookie")).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            ''                    | a wholly new secret | a wholly new secret | current-password  | Enter your current password
            wrong                 | a wholly new secret | a wholly new secret | current-password  | not your current password
            tr0ub4dor-and-3-horses| ''                  | ''                  | new-password      | Enter a new password
            tr0ub4dor-and-3-horses| short               | short               | new-password      | at least 12 characters
            tr0ub4dor-and-3-horses| password1234        | password1234        | new-password      | too easy to guess
            tr0ub4dor-and-3-horses| tr0ub4dor-and-3-horses | tr0ub4dor-and-3-horses | new-password | your current password. Choose
            tr0ub4dor-and-3-horses| a wholly new secret | a wholly old secret | repeated-password | differ
            """)
    void whatIsWrongIsSaidAtItsField(String current, String wanted, String repeated, String field, String text) {
        Answer refused = browser.send(
                        browser.get(PAGE).expect(200),
                        "current-password",
                        current,
                        "new-password",
                        wanted,
                        "repeated-password",
                        repeated)
                .expect(422);
        assertThat(refused.body())
                .containsPattern(
                        "<input id=\"" + field + "\"[^>]*aria-describedby=\"" + field + "-error\"[^>]*autofocus")
                .containsPattern("id=\"" + field + "-error\" role=\"alert\">[^<]*" + text)
                .doesNotContain("secret", "tr0ub4dor");
        assertThat(changes()).isEmpty();
        http.signIn(client, user).expect(200);
    }

    @Test
    void namesOfTheAccountAndWhatIsTooLongAreRefused() {
        assertThat(change(browser, user.password(), user.username() + "@example.com")
                        .expect(422)
                        .body())
                .contains("too easy to guess");
        assertThat(change(browser, user.password(), "x".repeat(257)).expect(422).body())
                .contains("too long");
        assertThat(changes()).isEmpty();
    }

    @Test
    void theSecondOfTwoTabsChangesNothing() {
        Answer first = browser.get(PAGE).expect(200);
        Answer second = browser.get(PAGE).expect(200);
        String[] fields = {
            "current-password", user.password(), "new-password", NEW_PASSWORD, "repeated-password", NEW_PASSWORD
        };
        browser.send(first, fields).expect(303);
        assertSays(browser.send(second, fields), "Nothing was changed");
        assertThat(changes()).hasSize(1);
    }

    @Test
    void aChangeThatWaitsWhenItsUserIsDisabledIsRefused() throws Exception {
        Answer page = browser.get(PAGE).expect(200);
        Answer answer = server.whileChanging(
                "UPDATE users SET disabled_at = now() WHERE id = '" + user.id() + "'",
                () -> browser.send(
                        page,
                        "current-password",
                        user.password(),
                        "new-password",
                        NEW_PASSWORD,
                        "repeated-password",
                        NEW_PASSWORD));
        assertThat(browser.follow(answer).body()).contains("name=\"password\"");
        assertThat(changes()).isEmpty();
    }

    @Test
    void wrongCurrentPasswordsHaveOneBudgetWithTheSignInAndThePasswordGrant() {
        try (TestServer limited = TestServer.start(
                server.settings(), "latchkey.limits.account.failures=3", "latchkey.limits.account.first-wait=1m")) {
            WebFlow here = browser.at(limited.http(), web);
            for (int i = 0; i < 3; i++) {
                change(here, "wrong " + i, NEW_PASSWORD).expect(422);
            }
            assertThat(change(here, user.password(), NEW_PASSWORD).expect(429).header("Retry-After"))
                    .isNotNull();
            TestClient grant = TestClient.named("limited-grant").isPublic().addTo(limited);
            limited.http()
                    .post(
                            "/oauth2/token",
                            "grant_type",
                            "password",
                            "client_id",
                            grant.clientId(),
                            "username",
                            user.username(),
                            "password",
                            user.password())
                    .expect(429);
            WebFlow other = WebFlow.of(limited, web);
            other.signIn(other.get("/sign-in"), user).expect(429);
            assertThat(changes()).isEmpty();
        }
    }

    @Test
    void changesHaveOneBudgetWithTheApplicationInterface() {
        try (TestServer limited = TestServer.start(server.settings(), "latchkey.limits.password-change.changes=2")) {
            WebFlow here = browser.at(limited.http(), web);
            change(here, "wrong", NEW_PASSWORD).expect(422);
            String token = limited.http().signIn(client, user).accessToken();
            limited.http()
                    .json(
                            "POST",
                            "/users/me/password",
                            token,
                            "{\"old_password\":\"wrong\",\"new_password\":\"" + NEW_PASSWORD + "\"}")
                    .expect(400);
            change(here, user.password(), NEW_PASSWORD).expect(429);
            assertThat(changes()).isEmpty();
        }
    }
}
