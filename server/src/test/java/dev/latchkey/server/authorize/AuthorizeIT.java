package dev.latchkey.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From an authorization request to tokens. */
class AuthorizeIT {

    private static TestServer server;
    private static TestClient app;
    private static TestUser alice;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        app = TestClient.named("app")
                .redirects(WebFlow.REDIRECT_URI)
                .asksConsent()
                .addTo(server);
        alice = TestUser.add(server.database(), "alice");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aUserSignsInAllowsAndTheClientGetsTokens() {
        WebFlow browser = WebFlow.of(server, app);
        Answer page = browser.open().expect(200);
        assertThat(page.body()).contains("name=\"password\"", "app");
        Answer consent = browser.follow(browser.signIn(page, alice).expect(303)).expect(200);
        assertThat(consent.body()).contains("alice", "app.example");
        Answer answer = browser.send(consent, "decision", "allow").expect(303);
        assertThat(browser.answerOf(answer))
                .containsEntry("state", "state-1")
                .containsEntry("iss", server.base().toString())
                .containsOnlyKeys("code", "state", "iss");
        String code = String.valueOf(browser.answerOf(answer).get("code"));
        Answer tokens = browser.redeem(code).expect(200);
        assertThat(tokens.claims().get("sub").asString()).isEqualTo(alice.id().toString());
        assertThat(tokens.refreshToken()).isNotEmpty();
        // Signed in and allowed: the next one is a redirect.
        assertThat(browser.answerOf(browser.authorize())).containsKey("code");
    }

    @Test
    void aHeadIssuesNoCode() {
        WebFlow browser = WebFlow.of(server, app);
        browser.code(TestUser.add(server.database(), "bob"));
        Answer answer = browser.exchange(
                        server.http()
                                .request("/oauth2/authorize?" + browser.query())
                                .HEAD(),
                        null)
                .expect(405);
        assertThat(answer.header("Allow")).isEqualTo("GET, POST");
        assertThat(answer.header("Location")).isNull();
    }
}
