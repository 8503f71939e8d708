package dev.latchkey.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;

/** A server with one application for each test class, and another user for each test. */
@SuppressWarnings("NullAway.Init") // by begin, which each class calls
abstract class EachUser {

    static final String SESSION = "latchkey";
    static final String PROVED = "latchkey-proved";

    static TestServer server;
    static TestClient app;
    private static int number;

    TestUser user;

    /** Starts the server; each class calls this once. */
    static void begin(String... settings) {
        server = TestServer.start(TestDatabase.fresh(), settings);
        app = TestClient.named("app")
                .redirects(WebFlow.REDIRECT_URI)
                .scope("openid offline_access read write")
                .addTo(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void addUser() {
        user = newUser();
    }

    static TestUser newUser() {
        return TestUser.add(server.database(), name("user"));
    }

    /** A name that no user or client has yet. */
    static String name(String kind) {
        return kind + ++number;
    }

    static WebFlow browser() {
        return WebFlow.of(server, app);
    }

    static void assertSignedIn(WebFlow browser, Answer answer) {
        answer.expect(303);
        assertThat(browser.cookies()).containsKey(SESSION).doesNotContainKey(PROVED);
        assertThat(browser.answerOf(browser.follow(answer))).containsKey("code");
    }

    /** The claims of the ID token in a response, as JSON. */
    static String idToken(Answer tokens) {
        String token = tokens.json().get("id_token").asString();
        return new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8);
    }

    /** The most failures that an account has had in a row. */
    static int failures() {
        return server.sql()
                .sql("SELECT coalesce(max(failures), 0) FROM sign_in_failures")
                .query(Integer.class)
                .single();
    }
}
