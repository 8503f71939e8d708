package dev.latchkey.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestApp;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestPasskey;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where every user needs a second factor: those without one add an app while they sign in. */
class AddAppIT extends EachUser {

    private static final Pattern SECRET = Pattern.compile("<code>([A-Z2-7 ]{39})</code>");
    private static final Pattern CODES = Pattern.compile("([a-z2-7]{4}-){3}[a-z2-7]{4}");

    @BeforeAll
    static void start() {
        begin("latchkey.second-factor=required");
    }

    private Answer page(WebFlow browser) {
        Answer answer = browser.signIn(browser.open(), user).expect(303);
        assertThat(answer.header("Location")).contains("/sign-in/add-app?");
        return browser.follow(answer).expect(200);
    }

    private static TestApp phone(Answer page) {
        Matcher secret = SECRET.matcher(page.body());
        assertThat(secret.find()).as(page.body()).isTrue();
        return TestApp.typed(server, secret.group(1));
    }

    @Test
    void aPasswordAloneSignsInNoUserAtTheTokenEndpoint() {
        TestClient direct = TestClient.named(name("direct")).addTo(server);
        Answer answer = server.http().signIn(direct, user);
        assertThat(answer.expectError(400, "invalid_grant").text("error_description"))
                .contains("second factor");
        server.http().signIn(direct, user.username(), "wrong").expectError(400, "invalid_grant");
        assertThat(server.sql()
                        .sql("SELECT count(*) FROM tokens WHERE user_id = :id")
                        .param("id", user.id())
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    /** Else a password would be enough to get around the factor that the user has. */
    @Test
    void aUserWithAFactorCannotAddAnotherOneBeforeProvingIt() {
        WebFlow browser = browser();
        Answer page = page(browser);
        TestApp.add(server, user);
        WebFlow other = browser();
        other.signIn(other.open(), user).expect(303);
        Answer opened = other.get("/sign-in/add-app?" + other.query());
        TestPasskey passkey = TestPasskey.create();
        other.send(
                opened, "passkey", passkey.on(opened, server.base().toString()).json());
        browser.send(page, "passkey", passkey.on(page, server.base().toString()).json());
        for (WebFlow each : List.of(browser, other)) {
            assertThat(each.cookies()).doesNotContainKey("latchkey");
        }
        assertThat(server.sql()
                        .sql("SELECT count(*) FROM passkeys WHERE user_id = :id")
                        .param("id", user.id())
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void aUserWithoutAFactorAddsOneAndIsSignedIn() {
        WebFlow browser = browser();
        Answer page = page(browser);
        assertThat(page.body()).contains("<svg", "one-time-code").doesNotContain("style=", "<script>");
        assertThat(browser.cookies()).doesNotContainKey("latchkey");
        TestApp phone = phone(page);
        Answer again =
                browser.send(page, "code", phone.wrong(), "decision", "add").expect(422);
        assertThat(phone(again).secret()).isEqualTo(phone.secret());
        assertThat(server.database().secondFactors().find(user.id())).isEmpty();
        Answer codes =
                browser.send(again, "code", phone.code(), "decision", "add").expect(200);
        List<String> recovery = CODES.matcher(codes.body())
                .results()
                .map(found -> found.group())
                .toList();
        assertThat(recovery).hasSize(10);
        assertThat(codes.header("Cache-Control")).isEqualTo("no-store");
        assertThat(browser.cookies()).containsKey("latchkey").doesNotContainKey("latchkey-proved");
        assertThat(browser.answerOf(browser.authorize())).containsKey("code");
        WebFlow next = browser();
        Answer second = next.follow(next.signIn(next.open(), user)).expect(200);
        next.send(second, "code", phone.code(), "decision", "sign-in").expect(422);
        Answer recover = next.get("/sign-in/recovery?" + next.query()).expect(200);
        next.send(recover, "code", recovery.getFirst(), "decision", "sign-in").expect(303);
        assertThat(next.cookies()).containsKey("latchkey");
    }

    @Test
    void aPasskeyIsEnoughToo() {
        WebFlow browser = browser();
        Answer page = page(browser);
        String origin = server.base().toString();
        TestPasskey passkey = TestPasskey.create();
        TestPasskey.Ceremony wrong = passkey.on(page, origin);
        wrong.origin = "https://evil.example";
        Answer again = browser.send(page, "passkey", wrong.json()).expect(422);
        assertThat(browser.cookies()).doesNotContainKey("latchkey");
        Answer codes =
                browser.send(again, "passkey", passkey.on(again, origin).json()).expect(200);
        assertThat(codes.body()).containsPattern(CODES);
        assertThat(browser.cookies()).containsKey("latchkey").doesNotContainKey("latchkey-proved");
        assertThat(browser.answerOf(browser.authorize())).containsKey("code");
        WebFlow next = browser();
        Answer alone = next.open().expect(200);
        assertThat(next.answerOf(next.follow(
                        next.send(alone, "passkey", passkey.on(alone, origin).json()))))
                .containsKey("code");
    }

    @Test
    void theSecretOfAPageIsForItsUser() {
        WebFlow browser = browser();
        Answer page = page(browser);
        TestApp phone = phone(page);
        String sealed =
                List.of(WebFlow.form(page)).get(List.of(WebFlow.form(page)).indexOf("app") + 1);
        user = newUser();
        WebFlow other = browser();
        Answer own = page(other);
        assertThat(other.send(own, "app", sealed, "code", phone.code(), "decision", "add")
                        .expect(303)
                        .header("Location"))
                .contains("/sign-in/add-app?");
        other.post("/sign-in/add-app?" + other.query(), "app", sealed, "code", phone.code())
                .expect(403);
        assertThat(server.database().secondFactors().find(user.id())).isEmpty();
    }

    @Test
    void ofTwoPagesOneAddsAnApp() {
        WebFlow first = browser();
        Answer page = page(first);
        WebFlow second = browser();
        Answer other = page(second);
        first.send(page, "code", phone(page).code(), "decision", "add").expect(200);
        assertThat(second.send(other, "code", phone(other).code(), "decision", "add")
                        .expect(303)
                        .header("Location"))
                .contains("/sign-in?");
        assertThat(second.cookies()).doesNotContainKey("latchkey");
    }

    @Test
    void aSessionOfBeforeTheSettingHasToAddOneToo() {
        try (TestServer offered = TestServer.start(server.settings(), "latchkey.issuer=" + server.base())) {
            WebFlow browser = WebFlow.of(offered.http(), app);
            // It redirects to the other server, which is the issuer.
            Answer signedIn = browser.signIn(browser.get("/sign-in?" + browser.query()), user)
                    .expect(303);
            assertThat(signedIn.header("Location")).contains("/oauth2/authorize?");
            WebFlow here = browser.at(server.http(), app);
            assertThat(here.authorize().header("Location")).contains("/sign-in?");
        }
    }

    @Test
    void aNameIsShownAsItIsWritten() {
        TestUser odd = TestUser.add(server.database(), name("a<b>\"&'"));
        user = odd;
        assertThat(page(browser()).body()).doesNotContain("<b>").contains("a&lt;b&gt;");
    }
}
