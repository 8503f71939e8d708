package dev.latchkey.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.session.Acr;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestApp;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestPasskey;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.util.HtmlUtils;

/** Users with an authenticator app sign in to a client whose administrator demands a passkey. */
class DemandedPasskeyIT {

    private static final String ADD = "/sign-in/add-app?";

    private static TestServer server;
    private static TestClient vault;
    private static int number;

    private TestUser user;
    private TestApp phone;
    private WebFlow browser;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        vault = TestClient.named("vault")
                .redirects(WebFlow.REDIRECT_URI)
                .acr(Acr.PHISHING_RESISTANT)
                .addTo(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void addUser() {
        user = TestUser.add(server.database(), "user" + ++number);
        phone = TestApp.add(server, user);
        browser = WebFlow.of(server, vault);
    }

    private static Answer afterCode(WebFlow browser, TestUser user, TestApp phone) {
        Answer page = browser.follow(browser.signIn(browser.open(), user).expect(303));
        assertThat(page.expectPage(200)).contains("This application wants a passkey", "name=\"code\"");
        return browser.send(page, "code", phone.code(), "decision", "sign-in").expect(303);
    }

    @Test
    void theyAddOneAfterTheCodeAndGoOn() {
        Answer answer = afterCode(browser, user, phone);
        assertThat(answer.header("Location")).contains(ADD).doesNotContain("error");
        Answer page = browser.follow(answer);
        assertThat(page.expectPage(200))
                .contains("To sign in to this application you need a passkey", "data-passkey=\"create\"")
                .doesNotContain("class=\"qr\"", "name=\"code\"");
        TestPasskey passkey = TestPasskey.create();
        Answer done = browser.send(
                page, "passkey", passkey.on(page, server.base().toString()).json());
        assertThat(browser.answerOf(browser.follow(done.expect(303)))).containsKey("code");
        assertThat(browser.authorize("prompt", "none").header("Location")).contains("code=");
        // The recovery codes of the app are those of the passkey too.
        assertThat(server.database().secondFactors().countCodes(user.id())).isEqualTo(10);
        assertThat(server.sql()
                        .sql("SELECT max(amr) FROM browser_sessions WHERE user_id = :id AND ended_at IS NULL")
                        .param("id", user.id())
                        .query(Integer.class)
                        .single())
                .isEqualTo(7);
    }

    /** Otherwise the new passkey would pass for the sign-in that prompt=login or max_age demands. */
    @Test
    void aRecentSessionIsNoSignInForAnotherRequest() {
        afterCode(browser, user, phone);
        browser.get(ADD + browser.query()).expect(303);
        browser.get(ADD + browser.query("prompt", "login")).expect(303);
    }

    /** A code leads no further, but does not keep a user from the passkey either. */
    @Test
    void whoHasOneIsAskedForItFirstAndCanGoBackToIt() {
        TestPasskey passkey = TestPasskey.create();
        Answer adding = browser.follow(afterCode(browser, user, phone));
        String origin = server.base().toString();
        browser.send(adding, "passkey", passkey.on(adding, origin).json()).expect(303);

        WebFlow later = WebFlow.of(server, vault);
        Answer second = later.follow(later.signIn(later.open(), user).expect(303));
        assertThat(second.expectPage(200))
                .contains("<h1>Use your passkey</h1>", "a code alone is not enough")
                .containsPattern("(?s)data-passkey=\"get\".*class=\"primary\">Use your passkey<.*name=\"code\"")
                .doesNotContain("class=\"primary\" name=\"decision\"", "autofocus");
        Answer after = later.follow(
                later.send(second, "code", phone.code(1), "decision", "sign-in").expect(303));
        assertThat(after.expectPage(200)).contains("your account has one", "data-passkey=\"create\"");
        Matcher back = Pattern.compile("class=\"button primary\" href=\"([^\"]*)\">Use your passkey<")
                .matcher(after.body());
        assertThat(back.find()).as(after.body()).isTrue();
        Answer signIn = later.get(HtmlUtils.htmlUnescape(back.group(1))).expect(200);
        Answer done = later.send(signIn, "passkey", passkey.on(signIn, origin).json());
        assertThat(later.answerOf(later.follow(done.expect(303)))).containsKey("code");
    }

    @Test
    void aPasskeyThatIsRefusedAddsNothingAndIsSaid() {
        Answer page = browser.follow(afterCode(browser, user, phone));
        var answer = TestPasskey.create().on(page, "https://evil.example");
        assertThat(browser.send(page, "passkey", answer.json()).expectPage(422)).contains("was not added");
        browser.send(page, "decision", "add").expect(422);
        assertThat(server.database().factors().passkeys().list(user.id())).isEmpty();
        assertThat(browser.answerOf(browser.send(page, "decision", "cancel"))).containsEntry("error", "access_denied");
    }

    /** A password is not enough, nor is a session that a code began long ago. */
    @Test
    void withoutARecentCodeThePageIsNotThere() {
        browser.follow(browser.signIn(browser.open(), user));
        TestPasskey passkey = TestPasskey.create();
        Answer page = browser.get(ADD + browser.query());
        if (page.status() == 200) {
            browser.send(
                    page, "passkey", passkey.on(page, server.base().toString()).json());
        }
        assertThat(server.database().factors().passkeys().list(user.id())).isEmpty();
        WebFlow later = WebFlow.of(server, vault);
        Answer shown = later.follow(afterCode(later, user, phone));
        server.update(
                "UPDATE browser_sessions SET auth_time = now() - interval '6 minutes' WHERE user_id = :id",
                "id",
                user.id());
        later.get(ADD + later.query()).expect(303);
        later.send(shown, "passkey", passkey.on(shown, server.base().toString()).json())
                .expect(303);
        assertThat(server.database().factors().passkeys().list(user.id())).isEmpty();
    }

    @Test
    void whereNoneCanBeAddedTheClientIsTold() {
        try (TestServer off = TestServer.start(server.settings(), "latchkey.second-factor=off")) {
            WebFlow here = WebFlow.of(off.http(), vault);
            Answer page = here.follow(here.signIn(here.open(), user).expect(303));
            Answer answer = here.send(page, "code", phone.code(), "decision", "sign-in");
            assertThat(here.answerOf(here.follow(answer))).containsEntry("error", "unmet_authentication_requirements");
        }
    }
}
