package dev.latchkey.server.home;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The start page, and the walk with the demo client. */
class DemoIT {

    private static final String BEGIN = "<a class=\"button\" href=\"/demo\">Try again</a>";

    private static TestServer server;
    private static TestUser alice;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.empty());
        alice = TestUser.add(server.database(), "alice");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theWalkEndsWithDecodedTokens() {
        WebFlow before = WebFlow.of(server, TestClient.named("other").addTo(server));
        assertThat(before.get("/").expectPage(200)).doesNotContain("/demo");
        before.get("/demo").expectPage(404);

        TestClient demo = TestClient.named("demo")
                .redirects(server.base() + "/demo/callback")
                .scope("read openid profile")
                .addTo(server);
        server.reload();
        WebFlow browser = WebFlow.of(server, demo);
        assertThat(browser.get("/").expectPage(200)).contains("href=\"/demo\"");
        Answer first = browser.get("/demo");
        assertThat(first.header("Set-Cookie")).isNull();
        // From any name of the server to the one where the walk ends.
        assertThat(first.header("Location")).startsWith(server.base() + "/demo?");
        Answer page = browser.follow(first);
        String answer = here(browser.get(here(browser.signIn(page, alice))));
        browser.exchange(server.http().request(answer).HEAD(), null).expect(405);
        String result = browser.follow(browser.get(answer)).expectPage(200);
        assertThat(result)
                .contains("alice", "auth_time", "at_hash", "client_id")
                .doesNotContain("eyJ", "lkr_");
        assertThat(browser.get("/").expectPage(200)).contains("alice", "/oauth2/logout");

        // Another browser cannot finish it, nor can this one twice.
        WebFlow other = WebFlow.of(server, demo);
        assertThat(other.get("/demo/callback?code=x&state=y").expectPage(400))
                .contains(BEGIN, "This demo sign-in is over");
        assertThat(browser.get(answer).expectPage(400)).contains(BEGIN);
        // A code that is none, with the cookie of the walk that began last.
        String state = here(browser.get("/demo?at=issuer")).replaceFirst(".*[?&]state=([^&]*).*", "$1");
        String unknown = "/demo/callback?code=x&state=" + state + "&iss="
                + Http.encode(server.base().toString());
        assertThat(browser.get(unknown).expectPage(400)).contains(BEGIN, "not one of this server");
    }

    /** The path on the server that an answer redirects to. */
    private static String here(Answer answer) {
        return Objects.requireNonNull(answer.header("Location"))
                .substring(server.base().toString().length());
    }
}
