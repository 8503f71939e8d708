package dev.latchkey.server.logout;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import dev.latchkey.server.fixture.WebFlow;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A client that is told when a session ends, and a user who is signed in to it, another for each test. */
abstract class ToldClient {

    static final Attribution BY = Attribution.of("test");
    static final String LISTED = "latchkey.fetch.private-hosts=127.0.0.1";

    private static int users;
    static LogoutReceiver receiver;
    static TestServer server;
    static TestClient client;

    TestUser user;
    WebFlow browser;
    Answer tokens;
    JWTClaimsSet idToken;

    @BeforeAll
    static void start() throws Exception {
        receiver = new LogoutReceiver();
        server = TestServer.startWatchful(TestDatabase.fresh(), LISTED);
        client = told("app").addTo(server);
    }

    static TestClient.Builder told(String name) {
        return TestClient.named(name)
                .redirects(WebFlow.REDIRECT_URI)
                .scope("read openid offline_access")
                .told(receiver.uri());
    }

    @AfterAll
    static void stop() {
        server.close();
        receiver.close();
    }

    @BeforeEach
    void signIn() throws Exception {
        receiver.answer(200);
        user = newUser();
        browser = WebFlow.of(server, client);
        tokens = browser.redeem(browser.code(user, "scope", "openid offline_access"))
                .expect(200);
        idToken = SignedJWT.parse(tokens.text("id_token")).getJWTClaimsSet();
        receiver.forget();
    }

    static WebFlow other(TestUser user) {
        WebFlow other = WebFlow.of(server, client);
        other.code(user, "scope", "openid");
        return other;
    }

    static int waiting() {
        Waiting.until(
                "the outbox is empty",
                Duration.ofSeconds(20),
                () -> server.database().outbox().waiting().count() == 0);
        return server.database().outbox().waiting().count();
    }

    static TestUser newUser() {
        return TestUser.add(server.database(), "user" + ++users);
    }
}
