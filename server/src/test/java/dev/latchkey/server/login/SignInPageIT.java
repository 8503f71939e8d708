package dev.latchkey.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The page for signing in and its form. */
class SignInPageIT extends SignInServer {

    private static long sessions() {
        return server.sql()
                .sql("SELECT count(*) FROM browser_sessions")
                .query(Long.class)
                .single();
    }

    @Test
    void thePageIsNotStoredFramedOrReferredToAndHasNoFormAction() {
        Answer page = browser().open().expect(200);
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(page.header("Content-Security-Policy"))
                .contains("frame-ancestors 'none'")
                .doesNotContain("form-action");
        assertThat(page.header("Cross-Origin-Opener-Policy")).isNull();
    }

    @Test
    void unknownWrongDisabledAndExpiredLookTheSame() {
        TestUser gone = TestUser.add(server.database(), "gone");
        server.database().userChanges().disable(gone.in(server.database()), Attribution.of("test"));
        TestUser ended = TestUser.add(server.database(), "ended");
        server.update("UPDATE users SET valid_until = now() WHERE id = :id", "id", ended.id());
        List<TestUser> refused = List.of(
                new TestUser(UUID.randomUUID(), "unknown-user", "some password"),
                new TestUser(alice.id(), "alice", "wrong password"),
                gone,
                ended,
                new TestUser(alice.id(), "alice", "x".repeat(5000)));
        List<String> pages = refused.stream()
                .map(user -> {
                    WebFlow browser = browser();
                    Answer answer = browser.signIn(browser.open(), user).expect(422);
                    assertThat(browser.cookies()).doesNotContainKey(SESSION);
                    return answer.body()
                            .replace(user.username(), "NAME")
                            .replaceAll("name=\"token\" value=\"[^\"]*\"", "TOKEN")
                            .replaceAll("data-options=\"[^\"]*\"", "CHALLENGE");
                })
                .toList();
        assertThat(pages).allMatch(page -> page.equals(pages.getFirst()) && page.contains("role=\"alert\""));
    }

    @Test
    void aMissingNameOrPasswordIsSaidAndCostsNothing() {
        WebFlow browser = browser();
        Answer page = browser.open();
        assertThat(browser.send(page, "username", "", "password", "x")
                        .expect(422)
                        .body())
                .contains("id=\"username-error\"");
        assertThat(browser.send(page, "username", "alice", "password", "")
                        .expect(422)
                        .body())
                .contains("id=\"password-error\"", "value=\"alice\"");
    }

    @Test
    void aFormThatThisBrowserDidNotGetIs403() {
        WebFlow browser = browser();
        Answer page = browser.open();
        String[] good = WebFlow.form(page, "username", "alice", "password", alice.password());
        String url = "/sign-in?" + browser.query();
        long before = sessions();
        // Missing, empty, forged, of another browser, of another request, of another page.
        browser.post(url, "username", "alice", "password", alice.password()).expect(403);
        browser.post(url, WebFlow.form(page, "token", "", "username", "alice", "password", alice.password()))
                .expect(403);
        browser.post(url, WebFlow.form(page, "token", "x".repeat(80), "username", "alice", "password", "x"))
                .expect(403);
        WebFlow other = browser();
        other.open();
        other.post(url, good).expect(403);
        browser().post(url, good).expect(403);
        browser.post("/sign-in?" + browser.query("state", "state-2"), good).expect(403);
        browser.post("/sign-in", good).expect(403);
        browser.post("/consent?" + browser.query(), WebFlow.form(page, "decision", "allow"))
                .expect(403);
        assertThat(sessions()).isEqualTo(before);
        browser.post(url, good).expect(303);
    }

    @Test
    void aFormThatAnotherSiteSendsIs403() {
        WebFlow browser = browser();
        Answer page = browser.open();
        String form = Http.encode(WebFlow.form(page, "username", "alice", "password", alice.password()));
        for (String site : List.of("cross-site", "same-site", "none")) {
            browser.exchange(
                            http.request("/sign-in?" + browser.query())
                                    .header("Sec-Fetch-Site", site)
                                    .header("Origin", "https://evil.example")
                                    .POST(BodyPublishers.ofString(form)),
                            Http.FORM)
                    .expect(403);
        }
        // Our own forms come from "null", because pages send no referrer.
        browser.exchange(
                        http.request("/sign-in?" + browser.query())
                                .header("Sec-Fetch-Site", "same-origin")
                                .header("Origin", "null")
                                .POST(BodyPublishers.ofString(form)),
                        Http.FORM)
                .expect(303);
    }

    @Test
    void aFormFromBeforeTheSignInDoesNothingAndTheStepGoesOn() {
        WebFlow browser = browser();
        Answer first = browser.open();
        Answer second = browser.open();
        browser.signIn(first, alice).expect(303);
        String session = browser.cookies().get(SESSION);
        long before = sessions();
        Answer stale = browser.signIn(second, bob).expect(303);
        assertThat(stale.header("Location")).startsWith(server.base() + "/sign-in?");
        assertThat(browser.cookies()).containsEntry(SESSION, session);
        assertThat(sessions()).isEqualTo(before);
        assertThat(browser.answerOf(browser.follow(stale))).containsKey("code");
        // Also to cancel.
        browser.send(second, "decision", "cancel").expect(303);
    }

    @Test
    void aBodyThatIsNoFormOfOursIsRefused() {
        WebFlow browser = browser();
        Answer page = browser.open();
        String url = "/sign-in?" + browser.query();
        String form = Http.encode(WebFlow.form(page, "username", "alice", "password", alice.password()));
        long before = sessions();
        browser.post(url, WebFlow.form(page, "username", "alice", "password", "x".repeat(17_000)))
                .expect(413);
        browser.exchange(http.request(url).POST(BodyPublishers.ofString(form + "&username=bob")), Http.FORM)
                .expect(400);
        browser.exchange(http.request(url).POST(BodyPublishers.ofString(form)), "text/plain")
                .expect(400);
        browser.exchange(http.request(url).POST(BodyPublishers.ofString(form + "&x=%00")), Http.FORM)
                .expect(400);
        // What is in the query is no part of the form.
        browser.post("/sign-in?" + browser.query() + "&" + form).expect(403);
        assertThat(sessions()).isEqualTo(before);
    }

    @Test
    void withoutAnAuthorizationRequestTheSignInLeadsToTheAccount() {
        WebFlow browser = browser();
        Answer page = browser.get("/sign-in").expect(200);
        assertThat(page.body()).doesNotContain("value=\"cancel\"");
        Answer signedIn = browser.signIn(page, alice).expect(303);
        assertThat(signedIn.header("Location")).isEqualTo(server.base() + "/account");
        assertThat(browser.get("/sign-in").expect(303).header("Location")).isEqualTo(server.base() + "/account");
    }

    @Test
    void unknownParametersAloneAreNoAuthorizationRequestAndLeadNowhere() {
        for (String query : List.of("utm_source=x", "return=https://evil.example&lk=x", "&")) {
            WebFlow browser = browser();
            Answer page = browser.get("/sign-in?" + query).expect(200);
            assertThat(page.body()).contains("action=\"/sign-in\"").doesNotContain("evil.example");
            assertThat(browser.signIn(page, alice).header("Location")).isEqualTo(server.base() + "/account");
        }
        browser().get("/sign-in?utm_source=x&response_type=code").expect(400);
        browser().get("/sign-in?utm_source=%FF").expect(400);
    }

    @Test
    void signingInIsAuditedAndCounted() {
        double success = server.metric("latchkey_page_sign_ins_total{outcome=\"success\"}");
        double refused = server.metric("latchkey_page_sign_ins_total{outcome=\"refused\"}");
        WebFlow browser = browser();
        browser.signIn(browser.open(), alice).expect(303);
        browser.signIn(browser.open("prompt", "login"), alice).expect(303);
        browser.signIn(browser.open("prompt", "login"), new TestUser(alice.id(), "alice", "wrong"))
                .expect(422);
        assertThat(server.metric("latchkey_page_sign_ins_total{outcome=\"success\"}"))
                .isEqualTo(success + 2);
        assertThat(server.metric("latchkey_page_sign_ins_total{outcome=\"refused\"}"))
                .isEqualTo(refused + 1);
        assertThat(server.sql()
                        .sql("SELECT action FROM audit_log ORDER BY id DESC LIMIT 2")
                        .query(String.class)
                        .list())
                .containsExactly("session.confirm", "session.begin");
    }

    @Test
    void tooManyFailuresAreAPageThatSaysWhenToComeBack() {
        try (TestServer limited = TestServer.start(
                server.settings(), "latchkey.limits.account.failures=3", "latchkey.limits.account.first-wait=1m")) {
            TestUser carol = TestUser.add(server.database(), "carol");
            WebFlow browser = WebFlow.of(limited, app);
            Answer page = browser.open();
            TestUser wrong = new TestUser(carol.id(), "carol", "wrong");
            for (int i = 0; i < 3; i++) {
                browser.signIn(page, wrong).expect(422);
            }
            Answer refused = browser.signIn(page, carol).expect(429);
            assertThat(refused.header("Retry-After")).isNotNull();
            assertThat(refused.header("Content-Type")).startsWith("text/html");
            assertThat(browser.cookies()).doesNotContainKey(SESSION);
            // One budget with the password grant.
            TestClient.named("grant").isPublic().addTo(limited);
            limited.http()
                    .post(
                            "/oauth2/token",
                            "grant_type",
                            "password",
                            "client_id",
                            "grant",
                            "username",
                            "carol",
                            "password",
                            carol.password())
                    .expect(429);
        }
    }
}
