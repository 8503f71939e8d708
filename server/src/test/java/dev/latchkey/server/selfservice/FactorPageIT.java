package dev.latchkey.server.selfservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestApp;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page of the account where users add and remove an authenticator app. */
class FactorPageIT {

    private static final String PATH = "/account/second-factor";
    private static final Pattern SECRET = Pattern.compile("<code>([A-Z2-7 ]{39})</code>");
    private static final Pattern CODES = Pattern.compile("([a-z2-7]{4}-){3}[a-z2-7]{4}");

    private static TestServer server;
    private static TestClient app;
    private static int number;

    private TestUser user;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        app = TestClient.named("app").redirects(WebFlow.REDIRECT_URI).addTo(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void addUser() {
        user = TestUser.add(server.database(), "user" + ++number);
    }

    private WebFlow signedIn() {
        WebFlow browser = WebFlow.of(server, app);
        browser.code(user);
        return browser;
    }

    private static List<String> codes(Answer page) {
        return CODES.matcher(page.expect(200).body())
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private Answer appPage(WebFlow browser) {
        return browser.send(browser.get(PATH), "decision", "begin").expect(200);
    }

    private static TestApp phone(Answer page) {
        Matcher secret = SECRET.matcher(page.body());
        assertThat(secret.find()).as(page.body()).isTrue();
        return TestApp.typed(server, secret.group(1));
    }

    private boolean hasFactor() {
        return server.database().secondFactors().find(user.id()).isPresent();
    }

    @Test
    void anAppIsAddedItsCodesReplacedAndItIsRemovedAndTheSessionGoesOn() {
        WebFlow browser = signedIn();
        WebFlow other = signedIn();
        Answer page = appPage(browser);
        TestApp phone = phone(page);
        Answer wrong =
                browser.send(page, "code", phone.wrong(), "decision", "add").expect(422);
        assertThat(hasFactor()).isFalse();
        String before = String.valueOf(browser.cookies().get("latchkey"));
        List<String> first = codes(browser.send(wrong, "code", phone.code(), "decision", "add"));
        assertThat(first).hasSize(10);
        assertThat(browser.cookies().get("latchkey")).isNotEqualTo(before);
        assertThat(other.get(PATH).header("Location")).contains("/sign-in?");
        WebFlow stolen = WebFlow.of(server, app);
        stolen.cookies().put("latchkey", before);
        assertThat(stolen.get(PATH).header("Location")).contains("/sign-in?");

        Answer own = browser.get(PATH).expect(200);
        assertThat(own.body()).contains("value=\"remove\"").doesNotContain(first.getFirst());
        List<String> second = codes(browser.send(own, "decision", "codes"));
        assertThat(second).hasSize(10).doesNotContainAnyElementsOf(first);

        Answer removed = browser.follow(
                browser.send(browser.send(browser.get(PATH), "decision", "remove"), "decision", "remove-last"));
        assertThat(removed.body()).contains("role=\"status\"", "value=\"begin\"");
        assertThat(hasFactor()).isFalse();
        WebFlow again = signedIn();
        assertThat(again.cookies()).containsKey("latchkey");
    }

    @Test
    void aChangeNeedsASignInOfTheLastFiveMinutes() {
        WebFlow browser = signedIn();
        Answer page = appPage(browser);
        TestApp phone = phone(page);
        server.update(
                "UPDATE browser_sessions SET auth_time = now() - interval '6 minutes' WHERE user_id = :id",
                "id",
                user.id());
        assertThat(browser.send(page, "code", phone.code(), "decision", "add")
                        .expect(303)
                        .header("Location"))
                .contains("/sign-in?continue=account-factor");
        assertThat(hasFactor()).isFalse();
    }

    @Test
    void aFormOfAnotherSiteOrOfAnotherUserAddsNothing() {
        WebFlow browser = signedIn();
        Answer page = appPage(browser);
        String[] fields = WebFlow.form(page);
        String sealed = fields[List.of(fields).indexOf("app") + 1];
        TestApp phone = phone(page);
        browser.post(PATH, "app", sealed, "code", phone.code(), "decision", "add")
                .expect(403);
        TestUser victim = TestUser.add(server.database(), "victim" + number);
        WebFlow other = WebFlow.of(server, app);
        other.code(victim);
        other.send(other.get(PATH), "app", sealed, "code", phone.code(), "decision", "add")
                .expect(303);
        assertThat(server.database().secondFactors().find(victim.id())).isEmpty();
        browser.send(page, "app", "x", "code", phone.code(), "decision", "add").expect(303);
        assertThat(hasFactor()).isFalse();
    }

    @Test
    void aSecondAppIsNotAdded() {
        WebFlow browser = signedIn();
        Answer page = appPage(browser);
        TestApp.add(server, user);
        assertThat(browser.send(page, "code", phone(page).code(), "decision", "add")
                        .expect(303)
                        .header("Location"))
                .contains("/sign-in?");
    }

    @Test
    void whereFactorsAreOffNoneIsAddedAndThoseThatAreThereAreAskedFor() {
        try (TestServer off = TestServer.start(server.settings(), "latchkey.second-factor=off")) {
            WebFlow browser = WebFlow.of(off, app);
            browser.code(user);
            assertThat(browser.get(PATH).expectPage(200))
                    .contains("No passkeys and no apps can be added here")
                    .doesNotContain("<form", "<h2>");
            // A form of a page from before the setting.
            Answer page = browser.at(server.http(), app).get(PATH).expect(200);
            browser.send(page, "decision", "begin").expect(303);
            TestApp.add(off, user);
            WebFlow next = WebFlow.of(off, app);
            assertThat(next.signIn(next.open(), user).header("Location")).contains("/sign-in/second?");
        }
    }
}
