package dev.latchkey.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** The id of a request in its answer and in each line of the log, which is in JSON here. */
class RequestIdIT {

    private static TestServer server;
    private static TestServer behindProxy;
    private static TestClient client;

    @BeforeAll
    static void start() {
        // Logging is the JVM's: the first server that is there sets it.
        behindProxy = TestServer.start(
                TestDatabase.fresh(), "latchkey.trusted-proxies=127.0.0.0/8,::1", "latchkey.log.format=json");
        server = TestServer.start(behindProxy.settings());
        client = TestClient.named("app").addTo(server);
        behindProxy.reload();
    }

    @AfterAll
    static void stop() {
        behindProxy.close();
        server.close();
    }

    private static Answer refusedSignIn(TestServer server, String requestId) {
        return refusedSignIn(server, requestId, "nobody");
    }

    private static Answer refusedSignIn(TestServer server, String requestId, String username) {
        Http http = server.http();
        return http.send(
                http.request("/oauth2/token")
                        .header("X-Request-Id", requestId)
                        .header("Authorization", Http.basic(client.clientId(), client.secret()))
                        .POST(BodyPublishers.ofString(
                                Http.encode("grant_type", "password", "username", username, "password", "wrong"))),
                Http.FORM);
    }

    private static String id(Answer answer) {
        return Objects.requireNonNull(answer.header("X-Request-Id"));
    }

    @Test
    void theIdThatATrustedProxyBringsIsInTheAnswerAndTheLog() {
        try (CapturedLog log = CapturedLog.start()) {
            assertThat(id(refusedSignIn(behindProxy, "edge-4711.a_b"))).isEqualTo("edge-4711.a_b");
            List<JsonNode> lines = json(log).stream()
                    .filter(line -> line.get("message").asString().startsWith("Refused a sign-in"))
                    .toList();
            assertThat(lines).hasSize(1);
            assertThat(lines.getFirst().get("request_id").asString()).isEqualTo("edge-4711.a_b");
        }
    }

    @Test
    void whatNobodyCouldHaveMeantIsReplaced() {
        for (String bad : List.of("a b", "x".repeat(65), "a;b", "a\u00e4", "\"}", "<b>")) {
            assertThat(id(refusedSignIn(behindProxy, bad))).as(bad).matches("[0-9a-f]{16}");
        }
    }

    @Test
    void strangersDoNotChooseTheIdOfTheirRequest() {
        Answer one = refusedSignIn(server, "edge-4711");
        Answer other = refusedSignIn(server, "edge-4711");
        assertThat(id(one)).matches("[0-9a-f]{16}").isNotEqualTo(id(other));
        assertThat(id(server.http().get("/oauth2/jwks"))).matches("[0-9a-f]{16}");
    }

    @Test
    void whatIsLoggedOnTheThreadsThatHashPasswordsBelongsToTheRequest() {
        try (TestServer limited = TestServer.start(
                server.settings(),
                "latchkey.trusted-proxies=127.0.0.0/8,::1",
                "latchkey.log.format=json",
                "latchkey.limits.account.failures=1")) {
            try (CapturedLog own = CapturedLog.start()) {
                refusedSignIn(limited, "first", "somebody").expect(400);
                refusedSignIn(limited, "second", "somebody").expect(429);
                assertThat(json(own).stream()
                                .filter(line -> line.get("message").asString().startsWith("Over the limit"))
                                .map(line -> line.get("request_id").asString()))
                        .containsExactly("second");
            }
        }
    }

    @Test
    void aLogInJsonIsOneObjectALineWhateverIsLogged() {
        String hostile = "eve\r\n2030 ERROR forged\u001b[31m\u009b31m\u0085\u2028\u202e\u0007\"}{";
        try (CapturedLog log = CapturedLog.start()) {
            LoggerFactory.getLogger("dev.latchkey.test")
                    .error("Hostile {}", hostile, new IllegalStateException(hostile, new Exception(hostile)));
            CapturedLog.Line line = log.lines().getLast();
            String text = line.text().stripTrailing();
            assertThat(text.lines()).hasSize(1);
            assertThat(text.codePoints().filter(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x202e))
                    .isEmpty();
            JsonNode json = Http.JSON.readTree(text);
            assertThat(json.get("log").get("level").asString()).isEqualTo("ERROR");
            assertThat(json.get("message").asString()).startsWith("Hostile eve");
            assertThat(json.get("error").get("stack_trace").asString()).contains("Caused by:", "\tat ");
        }
    }

    private static List<JsonNode> json(CapturedLog log) {
        return log.lines().stream().map(line -> Http.JSON.readTree(line.text())).toList();
    }
}
