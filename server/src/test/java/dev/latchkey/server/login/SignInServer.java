package dev.latchkey.server.login;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A server with one application and two users. */
abstract class SignInServer {

    static final String SESSION = "latchkey";

    static TestServer server;
    static Http http;
    static TestClient app;
    static TestUser alice;
    static TestUser bob;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        http = server.http();
        app = TestClient.named("app").redirects(WebFlow.REDIRECT_URI).addTo(server);
        alice = TestUser.add(server.database(), "alice");
        bob = TestUser.add(server.database(), "bob");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static WebFlow browser() {
        return WebFlow.of(server, app);
    }
}
