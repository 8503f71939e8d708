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

/** A server with one application, a browser without a session and one with a session of alice. */
abstract class OneApplication {

    static TestServer server;
    static TestClient app;
    static WebFlow browser;
    static WebFlow signedIn;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        app = TestClient.named("app")
                .redirects(WebFlow.REDIRECT_URI)
                .scope("read write profile email address phone")
                .addTo(server);
        browser = WebFlow.of(server, app);
        signedIn = WebFlow.of(server, app);
        signedIn.code(TestUser.add(server.database(), "alice"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Fails unless the answer is an error page that leads nowhere. */
    static void expectPage(Answer answer, int status) {
        answer.expectPage(status);
        assertThat(answer.header("Location")).isNull();
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
    }
}
