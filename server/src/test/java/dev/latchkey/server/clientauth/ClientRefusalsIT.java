package dev.latchkey.server.clientauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a client is told that is refused, and what the log says of it. */
class ClientRefusalsIT {

    private static final String TOKEN = "/oauth2/token";

    private static TestServer server;
    private static Http http;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        http = server.http();
        TestClient.named("app").addTo(server);
        TestClient.named("mobile").isPublic().addTo(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anEmptySecretIsThatOfAPublicClient() {
        TestUser user = TestUser.add(server.database(), "carol");
        String[] form = {"grant_type", "password", "username", "carol", "password", user.password()};
        http.postWith("Basic " + base64("mobile:"), TOKEN, form).expect(200);
        http.postWith("Basic " + base64("mobile:"), TOKEN, "client_id", "mobile", "grant_type", "client_credentials")
                .expectError(400, "unauthorized_client");
        assertInvalidClient(http.postWith("Basic " + base64("app:"), TOKEN, "grant_type", "client_credentials"));
    }

    @Test
    void aBlankOrUnprintableClientIdIsInvalidClientWhereverItIsSent() {
        for (String path : List.of(TOKEN, "/oauth2/revoke", "/oauth2/introspect")) {
            for (String clientId : List.of(" ", "   ", "\t", "\u00a0", "\u2003", "é", "a\u0001", "\ud83d\ude00")) {
                assertInvalidClient(http.post(path, "client_id", clientId, "grant_type", "password", "token", "x"));
                assertInvalidClient(http.post(path, "client_id", clientId, "client_secret", "x", "token", "x"));
                assertInvalidClient(http.postWith(Http.basic(clientId, "x"), path, "token", "x"));
                assertInvalidClient(http.postWith("Basic " + base64(clientId + ":"), path, "token", "x"));
            }
        }
    }

    @Test
    void everyRefusalOfAClientHasADescriptionAndALineWithTheReason() {
        String basic = "Basic ";
        assertRefused("there is no such client", () -> http.post(TOKEN, "client_id", "nobody"));
        assertRefused("there is no such client", () -> http.postWith(basic + base64("nobody:x"), TOKEN));
        assertRefused("the secret is missing", () -> http.post(TOKEN, "client_id", "app"));
        assertRefused("the secret is missing", () -> http.postWith(basic + base64("app:"), TOKEN));
        assertRefused("the secret is wrong or expired", () -> http.postWith(basic + base64("app:x"), TOKEN));
        assertRefused("the client is public and sent a secret", () -> http.postWith(basic + base64("mobile:x"), TOKEN));
        assertRefused("it is public", () -> http.post("/oauth2/introspect", "client_id", "mobile", "token", "x"));
        assertRefused("no client_id", () -> http.post(TOKEN, "grant_type", "password"));
        assertRefused("not Basic", () -> http.postWith("Bearer x", TOKEN));
        assertRefused("not base64", () -> http.postWith("Basic !", TOKEN));
        assertRefused("not form-encoded", () -> http.postWith(basic + base64("app:%zz"), TOKEN));
        assertRefused("is empty or not printable", () -> http.postWith(basic + base64(":x"), TOKEN));
        assertRefused("two ways at once", () -> http.postWith(basic + base64("app:x"), TOKEN, "client_secret", "x"));
        assertRefused("another client", () -> http.postWith(basic + base64("app:x"), TOKEN, "client_id", "mobile"));
    }

    private static void assertRefused(String reason, Supplier<Answer> request) {
        try (CapturedLog log = CapturedLog.start()) {
            Answer answer = request.get();
            assertThat(answer.status()).as(answer.toString()).isIn(400, 401);
            assertThat(answer.text("error_description")).as(reason).isNotEmpty();
            assertThat(log.lines()).as(reason).hasSize(1);
            assertThat(log.text()).contains(reason);
        }
    }

    private static void assertInvalidClient(Answer answer) {
        answer.expectError(401, "invalid_client");
        assertThat(Objects.requireNonNull(answer.header("WWW-Authenticate"))).startsWith("Basic realm=");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
