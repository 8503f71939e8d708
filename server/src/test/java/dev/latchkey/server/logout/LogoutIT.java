package dev.latchkey.server.logout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of a session: OpenID Connect RP-Initiated Logout 1.0. */
class LogoutIT {

    private static final String RETURN = "https://app.example/bye";

    private static TestServer server;
    private static TestClient client;
    private static TestUser alice;
    private static TestUser bob;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.empty());
        client = TestClient.named("app")
                .redirects(WebFlow.REDIRECT_URI)
                .returns(RETURN, RETURN + "?from=app")
                .scope("read openid offline_access")
                .addTo(server);
        alice = TestUser.add(server.database(), "alice");
        bob = TestUser.add(server.database(), "bob");
        server.reload();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Answer signIn(WebFlow browser, TestUser user, String scope) {
        return browser.redeem(browser.code(user, "scope", scope)).expect(200);
    }

    private static String logout(String... parameters) {
        return "/oauth2/logout?" + Http.encode(parameters);
    }

    private static void assertSignedIn(WebFlow browser, boolean signedIn) {
        assertThat(browser.get("/").expect(200).body().contains("alice")).isEqualTo(signedIn);
    }

    @Test
    void aHintOfTheUserSignsOutAndReturns() {
        WebFlow browser = WebFlow.of(server, client);
        Answer tokens = signIn(browser, alice, "openid read");
        assertSignedIn(browser, true);

        Answer answer = browser.get(logout(
                "id_token_hint", tokens.text("id_token"), "post_logout_redirect_uri", RETURN, "state", "a b&<c>"));
        assertThat(answer.expect(303).header("Location")).isEqualTo(RETURN + "?state=a%20b%26%3Cc%3E");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(browser.cookies()).doesNotContainKey("latchkey");
        assertSignedIn(browser, false);
        server.http().refresh(client, tokens.refreshToken()).expectError(400, "invalid_grant");
        assertThat(server.sql()
                        .sql("SELECT count(*) FROM audit_log WHERE action = 'session.end' AND actor = 'user:alice'")
                        .query(Integer.class)
                        .single())
                .isPositive();

        // The session has ended: the same request returns all the same.
        assertThat(browser.get(logout(
                                "id_token_hint",
                                tokens.text("id_token"),
                                "post_logout_redirect_uri",
                                RETURN + "?from=app",
                                "state",
                                "s"))
                        .expect(303)
                        .header("Location"))
                .isEqualTo(RETURN + "?from=app&state=s");
    }

    @Test
    void aHeadEndsNothing() {
        WebFlow browser = WebFlow.of(server, client);
        String token = signIn(browser, alice, "openid").text("id_token");
        Answer answer = browser.exchange(
                        server.http().request(logout("id_token_hint", token)).HEAD(), null)
                .expect(405);
        assertThat(answer.header("Allow")).isEqualTo("GET, POST");
        assertSignedIn(browser, true);
    }

    @Test
    void theCookieOfAnEndedSessionIsWorthNothing() {
        WebFlow browser = WebFlow.of(server, client);
        Answer tokens = signIn(browser, alice, "openid");
        String cookie = browser.cookies().get("latchkey");
        browser.get(logout("id_token_hint", tokens.text("id_token"))).expectPage(200);
        browser.cookies().put("latchkey", cookie);
        assertSignedIn(browser, false);
    }

    @Test
    void whatWasGrantedOfflineGoesOn() {
        WebFlow browser = WebFlow.of(server, client);
        Answer online = signIn(browser, alice, "openid");
        Answer kept = browser.redeem(browser.code(alice, "scope", "openid offline_access"))
                .expect(200);
        browser.get(logout("id_token_hint", kept.text("id_token"))).expectPage(200);
        server.http().refresh(client, online.refreshToken()).expectError(400, "invalid_grant");
        server.http().refresh(client, kept.refreshToken()).expect(200);
    }

    @Test
    void everythingElseIsAQuestionAndNeverARedirect() {
        WebFlow browser = WebFlow.of(server, client);
        String token = signIn(browser, alice, "openid").text("id_token");
        WebFlow other = WebFlow.of(server, client);
        String ofBob = signIn(other, bob, "openid").text("id_token");
        String tampered = token.substring(0, token.length() - 8) + "AAAAAAAA";
        for (String[] parameters : List.of(
                new String[] {},
                new String[] {"post_logout_redirect_uri", RETURN},
                new String[] {"client_id", "app", "post_logout_redirect_uri", RETURN},
                new String[] {"id_token_hint", tampered, "post_logout_redirect_uri", RETURN},
                new String[] {"id_token_hint", "nonsense", "post_logout_redirect_uri", RETURN},
                new String[] {"id_token_hint", ofBob, "post_logout_redirect_uri", RETURN},
                new String[] {"id_token_hint", token, "client_id", "other", "post_logout_redirect_uri", RETURN},
                new String[] {"id_token_hint", token, "post_logout_redirect_uri", RETURN + "/"},
                new String[] {"id_token_hint", token, "post_logout_redirect_uri", "https://evil.example/"},
                new String[] {"id_token_hint", token, "post_logout_redirect_uri", "javascript:alert(1)"})) {
            String page = browser.get(logout(parameters)).expectPage(200);
            assertThat(page).contains("value=\"sign-out\"").doesNotContain("evil.example");
            assertSignedIn(browser, true);
        }
        // Without a session there is nothing to ask.
        WebFlow signedOut = WebFlow.of(server, client);
        assertThat(signedOut.get(logout("post_logout_redirect_uri", RETURN)).expectPage(200))
                .doesNotContain("value=\"sign-out\"");
    }

    @Test
    void theAnswerToTheQuestionIsFollowed() {
        WebFlow browser = WebFlow.of(server, client);
        signIn(browser, alice, "openid");
        Answer question = browser.get(logout());
        assertThat(browser.send(question, "decision", "stay").expect(303).header("Location"))
                .isEqualTo(server.base() + "/");
        assertSignedIn(browser, true);

        Answer done = browser.send(question, "decision", "sign-out").expect(303);
        assertThat(browser.follow(done).expectPage(200)).doesNotContain("alice");
        assertSignedIn(browser, false);
    }

    @Test
    void aForgedFormDoesNotSignOut() {
        WebFlow browser = WebFlow.of(server, client);
        signIn(browser, alice, "openid");
        browser.post("/oauth2/logout", "token", "forged", "decision", "sign-out")
                .expectPage(403);
        WebFlow attacker = WebFlow.of(server, client);
        signIn(attacker, bob, "openid");
        String token = WebFlow.form(attacker.get(logout()))[1];
        browser.post("/oauth2/logout", "token", token, "decision", "sign-out").expectPage(403);
        assertSignedIn(browser, true);
    }

    @Test
    void aFormFromBeforeASignInDoesNotSignOut() {
        WebFlow browser = WebFlow.of(server, client);
        signIn(browser, alice, "openid");
        Answer question = browser.get(logout());
        browser.signIn(browser.open("prompt", "login"), alice).expect(303);
        browser.send(question, "decision", "sign-out").expect(303);
        assertSignedIn(browser, true);
    }

    @Test
    void aPostOfAnApplicationIsTheSameAsAGet() {
        WebFlow browser = WebFlow.of(server, client);
        String token = signIn(browser, alice, "openid").text("id_token");
        Answer moved = browser.post(
                        "/oauth2/logout", "id_token_hint", token, "post_logout_redirect_uri", RETURN, "other", "x")
                .expect(303);
        assertThat(moved.header("Location"))
                .startsWith(server.base() + "/oauth2/logout?id_token_hint=")
                .doesNotContain("other");
        assertSignedIn(browser, true);
        assertThat(browser.get(String.valueOf(moved.header("Location"))
                                .substring(server.base().toString().length()))
                        .expect(303)
                        .header("Location"))
                .isEqualTo(RETURN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id_token_hint=a&id_token_hint=b",
                "post_logout_redirect_uri=https%3A%2F%2Fa.example%2F&post_logout_redirect_uri=x",
                "state=%00",
                "state=%ff"
            })
    void whatIsMalformedIsAnErrorPage(String query) {
        WebFlow.of(server, client).get("/oauth2/logout?" + query).expectPage(400);
    }

    @Test
    void anAccessTokenIsNoHint() {
        WebFlow browser = WebFlow.of(server, client);
        Answer tokens = signIn(browser, alice, "openid");
        assertThat(browser.get(logout("id_token_hint", tokens.accessToken(), "post_logout_redirect_uri", RETURN))
                        .expectPage(200))
                .contains("value=\"sign-out\"");
    }

    @Test
    void whatIsTooLongForAHeaderIsRefusedBeforeAnythingEnds() {
        WebFlow browser = WebFlow.of(server, client);
        String token = signIn(browser, alice, "openid").text("id_token");
        browser.get("/oauth2/logout?id_token_hint=" + token + "&state=" + "/".repeat(9_500))
                .expectPage(414);
        // Unescaped it fits into a body, and escaped it does not fit into a URL.
        browser.exchange(
                        server.http()
                                .request("/oauth2/logout")
                                .POST(BodyPublishers.ofString("state=" + "é".repeat(8_000))),
                        Http.FORM)
                .expectPage(414);
        assertSignedIn(browser, true);
    }

    @Test
    void aClientThatIsDisabledOrANewOneOfItsNameIsAskedFor() {
        TestClient gone = TestClient.named("gone")
                .redirects(WebFlow.REDIRECT_URI)
                .returns(RETURN)
                .scope("openid")
                .addTo(server);
        WebFlow browser = WebFlow.of(server, gone);
        String token = signIn(browser, alice, "openid").text("id_token");
        server.update("UPDATE clients SET disabled_at = now() WHERE client_id = 'gone'");
        server.reload();
        assertQuestion(browser, token);
        server.update("UPDATE clients SET disabled_at = NULL, created_at = now() + interval '1 minute'"
                + " WHERE client_id = 'gone'");
        server.reload();
        assertQuestion(browser, token);
    }

    private static void assertQuestion(WebFlow browser, String token) {
        assertThat(browser.get(logout("id_token_hint", token, "post_logout_redirect_uri", RETURN))
                        .expectPage(200))
                .contains("value=\"sign-out\"");
    }
}
