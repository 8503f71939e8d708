package dev.latchkey.server.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page on which users allow clients something. */
class ConsentPageIT {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private static TestServer server;
    private static TestClient app;
    private static TestClient cli;

    private TestUser user;
    private WebFlow browser;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        app = TestClient.named("app")
                .redirects(WebFlow.REDIRECT_URI)
                .asksConsent()
                .scope("openid read write admin")
                .addTo(server);
        cli = TestClient.named("cli")
                .isPublic()
                .redirects("http://127.0.0.1/cb", "com.example.app:/cb")
                .addTo(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Each test has a user who has not allowed anything. */
    @BeforeEach
    void signIn() {
        user = TestUser.add(server.database(), "user" + COUNT.incrementAndGet());
        browser = WebFlow.of(server, app);
        browser.signIn(browser.get("/sign-in"), user).expect(303);
    }

    private static boolean asks(Answer answer) {
        return answer.status() == 200 && answer.body().contains("value=\"allow\"");
    }

    private Answer allow(Answer page) {
        assertThat(asks(page)).as(page.toString()).isTrue();
        return browser.send(page, "decision", "allow");
    }

    private String error(@Nullable String... changes) {
        return String.valueOf(browser.answerOf(browser.open(changes)).get("error"));
    }

    @Test
    void aUserIsAskedOnceForEachScope() {
        assertThat(error("prompt", "none")).isEqualTo("consent_required");
        assertThat(browser.answerOf(allow(browser.open()))).containsKey("code");
        assertThat(browser.answerOf(browser.authorize("prompt", "none"))).containsKey("code");
        assertThat(asks(browser.open("scope", "read write"))).isTrue();
        assertThat(error("scope", "read write", "prompt", "none")).isEqualTo("consent_required");
        allow(browser.open("scope", "write")).expect(303);
        // The union of both.
        assertThat(browser.answerOf(browser.authorize("scope", "read write"))).containsKey("code");
        assertThat(server.database().consents().find(user.id(), app.id())).contains(Scopes.parse("read write"));
    }

    @Test
    void refusingIsAnAnswerAndStoresNothing() {
        Answer page = browser.open();
        assertThat(browser.answerOf(browser.send(page, "decision", "refuse")))
                .containsEntry("error", "access_denied")
                .containsEntry("state", "state-1")
                .containsEntry("iss", server.base().toString());
        assertThat(server.database().consents().find(user.id(), app.id())).isEmpty();
        // Neither yes nor no is asked again.
        assertThat(asks(browser.follow(browser.send(page, "decision", "maybe"))))
                .isTrue();
        assertThat(asks(browser.follow(browser.send(page)))).isTrue();
    }

    @Test
    void promptConsentAsksAlways() {
        allow(browser.open()).expect(303);
        assertThat(asks(browser.open("prompt", "consent"))).isTrue();
        assertThat(browser.answerOf(allow(browser.open("prompt", "consent")))).containsKey("code");
        TestClient silent = TestClient.named("silent" + COUNT.incrementAndGet())
                .redirects(WebFlow.REDIRECT_URI)
                .addTo(server);
        WebFlow other = browser.at(server.http(), silent);
        assertThat(other.answerOf(other.authorize())).containsKey("code");
        assertThat(asks(other.open("prompt", "consent"))).isTrue();
    }

    @Test
    void theSameFormBeginsNoSecondFamily() {
        Answer page = browser.open();
        String first = String.valueOf(browser.answerOf(allow(page)).get("code"));
        String second = String.valueOf(browser.answerOf(allow(page)).get("code"));
        browser.redeem(first).expect(200);
        browser.redeem(second).expectError(400, "invalid_grant");
        assertThat(server.sql()
                        .sql("SELECT count(*) FROM tokens WHERE user_id = :user")
                        .param("user", user.id())
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void aFormOfAnotherUserGivesNothing() {
        Answer page = browser.open();
        WebFlow thief = WebFlow.of(server, app);
        TestUser mallory = TestUser.add(server.database(), "mallory" + COUNT.incrementAndGet());
        thief.signIn(thief.get("/sign-in"), mallory).expect(303);
        String url = "/consent?" + thief.query();
        // With the thief's own cookie for forms it is forged, with the victim's it is of another session.
        thief.post(url, WebFlow.form(page, "decision", "allow")).expect(403);
        thief.cookies().put("latchkey-form", String.valueOf(browser.cookies().get("latchkey-form")));
        Answer stale = thief.post(url, WebFlow.form(page, "decision", "allow")).expect(303);
        assertThat(stale.header("Location")).startsWith(server.base() + "/oauth2/authorize?");
        assertThat(server.database().consents().find(mallory.id(), app.id())).isEmpty();
        // A family id of one's own choice has no field: all of it is under the MAC.
        String[] form = WebFlow.form(page);
        int at = List.of(form).indexOf("token") + 1;
        char changed = form[at].charAt(60) == 'A' ? 'B' : 'A';
        form[at] = form[at].substring(0, 60) + changed + form[at].substring(61);
        browser.post(url, form).expect(403);
    }

    @Test
    void aFormIsForItsRequestAndItsPage() {
        Answer page = browser.open();
        browser.post("/consent?" + browser.query("scope", "read write"), WebFlow.form(page, "decision", "allow"))
                .expect(403);
        browser.post("/sign-in?" + browser.query(), WebFlow.form(page, "username", "a", "password", "b"))
                .expect(403);
        browser.post("/consent?" + browser.query(), "decision", "allow").expect(403);
        assertThat(server.database().consents().find(user.id(), app.id())).isEmpty();
    }

    @Test
    void aFormFromBeforeAnotherSignInIsShownAgain() {
        Answer page = browser.open();
        browser.signIn(browser.open("prompt", "login"), user).expect(303);
        Answer stale = browser.send(page, "decision", "allow").expect(303);
        assertThat(asks(browser.follow(stale))).isTrue();
        assertThat(server.database().consents().find(user.id(), app.id())).isEmpty();
    }

    @Test
    void whatWasAskedToBeProvedHoldsThroughTheConsent() {
        Answer signIn = browser.open("prompt", "login consent", "max_age", "0");
        Answer page = browser.follow(browser.signIn(signIn, user));
        assertThat(browser.answerOf(allow(page))).containsKey("code");
    }

    @Test
    void anAppOnTheDeviceIsConfirmedEachTime() {
        WebFlow device = browser.at(server.http(), cli);
        for (String uri : new String[] {"http://127.0.0.1:50123/cb", "com.example.app:/cb"}) {
            for (int i = 0; i < 2; i++) {
                Answer page = device.open("redirect_uri", uri);
                assertThat(asks(page)).isTrue();
                assertThat(page.body()).contains("class=\"notice warning\"");
                Answer answer = device.send(page, "decision", "allow").expect(303);
                assertThat(answer.header("Location")).startsWith(uri + "?code=lkc_");
            }
        }
        Map<String, String> silent =
                device.answerOf(device.authorize("redirect_uri", "com.example.app:/cb", "prompt", "none"));
        assertThat(silent).containsEntry("error", "interaction_required");
    }

    @Test
    void aUserGivesNoMoreThanTheUserHas() {
        Answer page = browser.open("scope", "openid read admin");
        assertThat(page.body()).doesNotContain(">admin<").contains(">read<");
        String code = String.valueOf(browser.answerOf(allow(page)).get("code"));
        assertThat(browser.redeem(code).expect(200).text("scope")).isEqualTo("openid read");
        assertThat(server.database().consents().find(user.id(), app.id())).contains(Scopes.parse("openid read"));
    }

    @Test
    void namesOfClientsAndWordsOfScopesAreText() {
        TestClient odd = TestClient.named("odd" + COUNT.incrementAndGet())
                .redirects(WebFlow.REDIRECT_URI)
                .asksConsent()
                .scope("<b>read</b>")
                .addTo(server);
        server.update("UPDATE clients SET name = '<script>alert(1)</script>' WHERE id = :id", "id", odd.id());
        server.update("UPDATE users SET scopes = '{read,write,<b>read</b>}' WHERE id = :id", "id", user.id());
        server.database().scopeDescriptions().set("write", "Write <i>all</i>", Attribution.of("test"));
        server.reload();
        WebFlow other = browser.at(server.http(), odd);
        assertThat(other.open("scope", "<b>read</b>").expect(200).body())
                .contains("&lt;script&gt;", "&lt;b&gt;read")
                .doesNotContain("<script>", "<b>read");
        assertThat(browser.open("scope", "write").body()).contains("Write &lt;i&gt;all");
        server.database().scopeDescriptions().remove("write", Attribution.of("test"));
    }

    @Test
    void anotherAccountMayBeChosen() {
        Answer page = browser.open();
        String link = page.body().replaceAll("(?s).*href=\"([^\"]*select_account[^\"]*)\".*", "$1");
        Answer signIn = browser.follow(browser.get(link.replace("&amp;", "&")));
        TestUser other = TestUser.add(server.database(), "other" + COUNT.incrementAndGet());
        Answer again = browser.follow(browser.signIn(signIn, other));
        assertThat(again.body()).contains(other.username());
        String code = String.valueOf(browser.answerOf(allow(again)).get("code"));
        assertThat(browser.redeem(code).claims().get("username").asString()).isEqualTo(other.username());
    }

    @Test
    void withdrawingIsBeingAskedAgain() {
        allow(browser.open()).expect(303);
        String code = String.valueOf(browser.answerOf(browser.authorize()).get("code"));
        server.database().consents().withdraw(user.id(), app.id(), Attribution.of("test"));
        browser.redeem(code).expectError(400, "invalid_grant");
        assertThat(asks(browser.open())).isTrue();
    }

    @Test
    void theAnswerIs303AndNotStored() {
        Answer answer = allow(browser.open()).expect(303);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        Http.Answer page = browser.open("scope", "write");
        assertThat(page.header("Content-Security-Policy")).doesNotContain("form-action");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
    }
}
