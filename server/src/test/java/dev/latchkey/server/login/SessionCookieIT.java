package dev.latchkey.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.WebFlow;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The session that a sign-in on the page begins, and its cookies. */
class SessionCookieIT extends SignInServer {

    private static final String FORM = "latchkey-form";

    private static String header(Answer answer, String name, String cookie) {
        return answer.response().headers().allValues(name).stream()
                .filter(value -> value.startsWith(cookie + "="))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theCookiesAreOnlyForThisServerAndNotForScripts() {
        WebFlow browser = browser();
        Answer page = browser.open().expect(200);
        assertThat(header(page, "Set-Cookie", FORM))
                .matches("latchkey-form=[\\w-]{24}; Path=/; HttpOnly; SameSite=Lax");
        Answer signedIn = browser.signIn(page, alice).expect(303);
        assertThat(header(signedIn, "Set-Cookie", SESSION)).matches("latchkey=[\\w-]+; Path=/; HttpOnly; SameSite=Lax");
    }

    @Test
    void behindHttpsTheCookiesHaveThePrefixOfTheHost() {
        try (TestServer secure = TestServer.start(server.settings(), "latchkey.issuer=https://id.example/realm")) {
            WebFlow browser = WebFlow.of(secure, app);
            Answer redirect = browser.authorize().expect(303);
            assertThat(redirect.header("Location")).startsWith("https://id.example/realm/sign-in?");
            Answer page = browser.get("/sign-in?" + browser.query()).expect(200);
            assertThat(header(page, "Set-Cookie", "__Host-latchkey-form"))
                    .endsWith("; Path=/; Secure; HttpOnly; SameSite=Lax");
            assertThat(page.body()).contains("action=\"/realm/sign-in?");
            String[] fields =
                    WebFlow.form(page, "username", alice.username(), "password", alice.password(), "remember", "true");
            Answer signedIn =
                    browser.post("/sign-in?" + browser.query(), fields).expect(303);
            assertThat(header(signedIn, "Set-Cookie", "__Host-latchkey"))
                    .matches("__Host-latchkey=[\\w-]+; Path=/; Max-Age=2592000; Expires=[^;]*; Secure; HttpOnly;"
                            + " SameSite=Lax");
            assertThat(browser.authorize().header("Location")).contains("iss=https%3A%2F%2Fid.example%2Frealm");
        }
    }

    @Test
    void aPlantedSessionIsReplacedAndEnded() {
        WebFlow attacker = browser();
        attacker.code(bob);
        WebFlow victim = browser();
        victim.cookies().putAll(attacker.cookies());
        Answer page = victim.open("prompt", "login").expect(200);
        victim.signIn(page, alice).expect(303);
        assertThat(victim.cookies().get(SESSION))
                .isNotEqualTo(attacker.cookies().get(SESSION));
        // The attacker is not alice now, and not even bob.
        assertThat(attacker.answerOf(attacker.authorize("prompt", "none"))).containsEntry("error", "login_required");
        String code = String.valueOf(victim.answerOf(victim.authorize()).get("code"));
        assertThat(victim.redeem(code).expect(200).claims().get("sub").asString())
                .isEqualTo(alice.id().toString());
    }

    @Test
    void aPlantedSessionOfTheSameUserIsOfNoUseAfterTheSignIn() {
        WebFlow attacker = browser();
        attacker.code(alice);
        WebFlow victim = browser();
        victim.cookies().putAll(attacker.cookies());
        victim.signIn(victim.open("prompt", "login"), alice).expect(303);
        assertThat(attacker.answerOf(attacker.authorize("prompt", "none"))).containsEntry("error", "login_required");
        assertThat(victim.answerOf(victim.authorize("prompt", "none"))).containsKey("code");
    }

    @Test
    void aForgedCookieIsNoSession() {
        WebFlow browser = browser();
        browser.code(alice);
        String cookie = Objects.requireNonNull(browser.cookies().get(SESSION));
        char other = cookie.charAt(10) == 'A' ? 'B' : 'A';
        for (String forged : List.of(
                "",
                "x",
                cookie.substring(1),
                cookie + "AAAA",
                cookie.substring(0, 10) + other + cookie.substring(11))) {
            browser.cookies().put(SESSION, forged);
            assertThat(browser.answerOf(browser.authorize("prompt", "none"))).containsEntry("error", "login_required");
        }
    }

    @Test
    void aSessionIsRememberedForThirtyDaysOrTwelveHours() {
        WebFlow brief = browser();
        brief.signIn(brief.open(), alice).expect(303);
        WebFlow longer = browser();
        Answer answer = longer.signIn(longer.open(), alice, "remember", "true").expect(303);
        assertThat(header(answer, "Set-Cookie", SESSION)).contains("Max-Age=2592000");
        assertThat(server.sql().sql("""
                                SELECT round(extract(epoch FROM expires_at - auth_time) / 3600)::int
                                  FROM browser_sessions ORDER BY id DESC LIMIT 2
                                """).query(Integer.class).list()).containsExactly(720, 12);
    }
}
