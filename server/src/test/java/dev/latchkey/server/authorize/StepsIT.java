package dev.latchkey.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import dev.latchkey.server.fixture.WebFlow;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** When a user signs in, and when again: {@code prompt}, {@code max_age}, hints and classes of authentication. */
class StepsIT {

    private static TestServer server;
    private static TestClient app;
    private static TestUser alice;
    private static TestUser bob;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        app = TestClient.named("app")
                .redirects(WebFlow.REDIRECT_URI)
                .scope("openid read write")
                .addTo(server);
        alice = TestUser.add(server.database(), "alice");
        bob = TestUser.add(server.database(), "bob");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static WebFlow browser() {
        return WebFlow.of(server, app);
    }

    private static WebFlow signedIn(TestUser user) {
        WebFlow browser = browser();
        browser.code(user);
        return browser;
    }

    private static String error(WebFlow browser, @Nullable String... changes) {
        return String.valueOf(browser.answerOf(browser.authorize(changes)).get("error"));
    }

    private static boolean isSignInPage(Answer answer) {
        return answer.status() == 200 && answer.body().contains("name=\"password\"");
    }

    private static int generation() {
        return server.sql()
                .sql("SELECT generation FROM browser_sessions ORDER BY id DESC LIMIT 1")
                .query(Integer.class)
                .single();
    }

    @Test
    void aLiveSessionIsEnough() {
        assertThat(browser().answerOf(signedIn(alice).authorize("prompt", "none")))
                .containsKey("code");
    }

    @Test
    void promptLoginAsksOnceAndKeepsTheSession() {
        WebFlow browser = signedIn(alice);
        int before = generation();
        Answer page = browser.open("prompt", "login");
        assertThat(isSignInPage(page)).isTrue();
        assertThat(page.body()).contains("value=\"alice\"");
        assertThat(browser.answerOf(browser.follow(browser.signIn(page, alice))))
                .containsKey("code");
        assertThat(generation()).isEqualTo(before + 1);
        // The next request is another one.
        assertThat(isSignInPage(browser.open("prompt", "login"))).isTrue();
    }

    @Test
    void anyMaximumAgeIsMetByTheSignInThatItAsksFor() {
        WebFlow browser = signedIn(alice);
        for (String age : new String[] {"0", "1"}) {
            server.update("UPDATE browser_sessions SET auth_time = auth_time - interval '10 seconds'");
            Answer page = browser.open("max_age", age);
            assertThat(isSignInPage(page)).isTrue();
            assertThat(browser.answerOf(browser.follow(browser.signIn(page, alice))))
                    .containsKey("code");
        }
        assertThat(browser.answerOf(browser.authorize("max_age", "3600"))).containsKey("code");
        assertThat(browser.answerOf(browser.authorize("max_age", "9999999999"))).containsKey("code");
        assertThat(error(browser, "max_age", "0", "prompt", "none")).isEqualTo("login_required");
    }

    @Test
    void theMarkOfASignInIsForOneRequestOneSessionAndTenMinutes() {
        WebFlow browser = signedIn(alice);
        String marked = String.valueOf(
                browser.signIn(browser.open("prompt", "login"), alice).header("Location"));
        String mark = Objects.requireNonNull(WebFlow.parameters(marked).get("lk"));
        String path = "/oauth2/authorize?";
        assertThat(browser.answerOf(browser.get(path + browser.query("prompt", "login", "lk", mark))))
                .containsKey("code");
        for (String query : new String[] {
            browser.query("prompt", "login", "lk", mark, "state", "state-2"),
            browser.query("prompt", "login", "lk", mark, "scope", "write"),
            browser.query("prompt", "login", "lk", mark + "A"),
            browser.query("prompt", "login", "lk", "x")
        }) {
            assertThat(isSignInPage(browser.follow(browser.get(path + query)))).isTrue();
        }
        WebFlow other = signedIn(alice);
        assertThat(isSignInPage(other.follow(other.get(path + other.query("prompt", "login", "lk", mark)))))
                .isTrue();
    }

    @Test
    void selectAccountAsksForTheName() {
        WebFlow browser = signedIn(alice);
        Answer page = browser.open("prompt", "select_account");
        assertThat(isSignInPage(page)).isTrue();
        assertThat(page.body()).doesNotContain("value=\"alice\"");
        Map<String, String> answer = browser.answerOf(browser.follow(browser.signIn(page, bob)));
        assertThat(browser.redeem(String.valueOf(answer.get("code")))
                        .claims()
                        .get("sub")
                        .asString())
                .isEqualTo(bob.id().toString());
    }

    @Test
    void aHintFillsInTheNameAndNoMore() {
        assertThat(browser().open("login_hint", "alice@x\"><script>").body())
                .contains("value=\"alice@x&#34;")
                .doesNotContain("<script>");
    }

    @Test
    void anotherUserThanTheHintedOneSignsIn() {
        WebFlow browser = signedIn(alice);
        String code = String.valueOf(
                browser.answerOf(browser.authorize("scope", "openid")).get("code"));
        Answer tokens = browser.redeem(code).expect(200);
        String hint = tokens.text("id_token");
        assertThat(browser.answerOf(browser.authorize("id_token_hint", hint, "prompt", "none")))
                .containsKey("code");
        WebFlow other = signedIn(bob);
        assertThat(error(other, "id_token_hint", hint, "prompt", "none")).isEqualTo("login_required");
        Answer page = other.open("id_token_hint", hint);
        assertThat(isSignInPage(page)).isTrue();
        // Again the wrong one: an error, and no third page.
        assertThat(other.answerOf(other.follow(other.signIn(page, bob)))).containsEntry("error", "login_required");
        assertThat(other.answerOf(other.follow(other.signIn(other.open("id_token_hint", hint), alice))))
                .containsKey("code");
        // One that is not ours, or an access token, names no user.
        for (String bad : new String[] {hint + "x", "x", tokens.accessToken()}) {
            assertThat(error(browser, "id_token_hint", bad, "prompt", "none")).isEqualTo("login_required");
            assertThat(browser.answerOf(browser.authorize("id_token_hint", bad)))
                    .containsKey("code");
        }
    }

    @Test
    void anExpiredHintIsAHint() {
        TestClient brief = TestClient.named("brief")
                .redirects(WebFlow.REDIRECT_URI)
                .scope("openid")
                .accessToken(Duration.ofSeconds(1))
                .addTo(server);
        WebFlow browser = signedIn(alice).at(server.http(), brief);
        String hint = browser.redeem(String.valueOf(
                        browser.answerOf(browser.authorize("scope", "openid")).get("code")))
                .expect(200)
                .text("id_token");
        Waiting.until(
                "the ID token is over",
                Duration.ofSeconds(5),
                () -> Http.claims(hint).get("exp").asLong()
                        < server.database().now().getEpochSecond());
        assertThat(browser.answerOf(browser.authorize("scope", "openid", "id_token_hint", hint, "prompt", "none")))
                .containsKey("code");
        WebFlow other = signedIn(bob).at(server.http(), brief);
        assertThat(error(other, "scope", "openid", "id_token_hint", hint, "prompt", "none"))
                .isEqualTo("login_required");
    }

    @Test
    void aClassThatIsEssentialMustBeMet() {
        WebFlow browser = signedIn(alice);
        String claims = "{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[%s]}}}";
        assertThat(error(browser, "claims", claims.formatted("\"urn:latchkey:2\"")))
                .isEqualTo("unmet_authentication_requirements");
        assertThat(browser.answerOf(browser.authorize("claims", claims.formatted("\"x\",\"urn:latchkey:1\""))))
                .containsKey("code");
        assertThat(browser.answerOf(browser.authorize("acr_values", "urn:latchkey:2")))
                .containsKey("code");
    }

    @Test
    void aSubjectInTheClaimsIsTheOnlyUser() {
        String claims = "{\"id_token\":{\"sub\":{\"value\":\"" + alice.id() + "\"}}}";
        assertThat(browser().answerOf(signedIn(alice).authorize("claims", claims)))
                .containsKey("code");
        assertThat(error(signedIn(bob), "claims", claims, "prompt", "none")).isEqualTo("login_required");
        assertThat(isSignInPage(signedIn(bob).open("claims", claims))).isTrue();
    }

    @Test
    void theLanguageOfThePageIsTheOneThatTheClientWants() {
        assertThat(browser().open("ui_locales", "de").body()).contains("lang=\"de\"");
    }
}
