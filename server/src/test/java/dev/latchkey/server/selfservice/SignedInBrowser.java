package dev.latchkey.server.selfservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SharedServer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;

/** A user who is signed in with a browser, another for each test, and an application that the user signs in to. */
abstract class SignedInBrowser extends SharedServer {

    protected static final String NEW_PASSWORD = "a wholly different secret";

    protected static TestClient web;

    protected final TestUser user = newUser();
    protected final WebFlow browser = signedIn(user);

    @BeforeAll
    static void addClient() {
        web = TestClient.named("web")
                .redirects(WebFlow.REDIRECT_URI)
                .scope("openid read write offline_access")
                .addTo(server);
    }

    /** Another browser of the same or of another user. */
    protected static WebFlow signedIn(TestUser user) {
        WebFlow browser = WebFlow.of(server, web);
        browser.signIn(browser.get("/sign-in"), user).expect(303);
        return browser;
    }

    /** The tokens of an application that the user signs in to with this browser. */
    protected Answer tokens(WebFlow browser, String scope) {
        return browser.redeem(browser.code(user, "scope", scope)).expect(200);
    }

    /** Fails unless the tokens of an answer are good, or are all refused. */
    protected static void assertLive(TestClient client, Answer tokens, boolean live) {
        Answer introspected = http.introspect(client, tokens.accessToken()).expect(200);
        assertThat(introspected.json().get("active").asBoolean()).isEqualTo(live);
        Answer refreshed = http.refresh(client, tokens.refreshToken());
        assertThat(refreshed.status()).as(refreshed.toString()).isEqualTo(live ? 200 : 400);
    }

    /** Lets the sign-ins of the user be six minutes ago. */
    protected void pass() {
        server.update(
                "UPDATE browser_sessions SET auth_time = now() - interval '6 minutes' WHERE user_id = :id",
                "id",
                user.id());
    }

    /** Follows the answer to a change, and fails unless the page says this. */
    protected Answer assertSays(Answer answer, String outcome) {
        answer.expect(303);
        Answer page = browser.follow(answer).expect(200);
        assertThat(page.body()).contains("role=\"status\"").contains(outcome);
        return page;
    }

    /** The changes in the audit log that the user made, the oldest first. */
    protected List<@Nullable String> changes() {
        return server.sql()
                .sql("""
                        SELECT action FROM audit_log
                         WHERE actor = :actor AND action NOT IN ('session.begin', 'session.confirm', 'consent.grant')
                         ORDER BY id
                        """)
                .param("actor", "user:" + user.username())
                .query(String.class)
                .list();
    }

    /** The id of the session of a browser, which its cookie shows. */
    protected static String session(TestUser user, int place) {
        return server.sql()
                .sql("SELECT id::text FROM browser_sessions WHERE user_id = :id ORDER BY id OFFSET :place LIMIT 1")
                .param("id", user.id())
                .param("place", place)
                .query(String.class)
                .single();
    }
}
