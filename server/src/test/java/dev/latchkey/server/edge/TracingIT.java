package dev.latchkey.server.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import tools.jackson.databind.JsonNode;

/** What a collector of traces is told. */
class TracingIT {

    /** Takes whatever is sent to it. */
    private record Collector(HttpServer http, List<byte[]> received) implements AutoCloseable {

        static Collector start() throws IOException {
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            List<byte[]> received = new CopyOnWriteArrayList<>();
            http.createContext("/v1/traces", exchange -> {
                received.add(exchange.getRequestBody().readAllBytes());
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            http.start();
            return new Collector(http, received);
        }

        String endpoint() {
            return "http://localhost:" + http.getAddress().getPort() + "/v1/traces";
        }

        /** Everything, one character a byte: Protobuf has strings as they are. */
        String text() {
            return String.join(
                    "",
                    received.stream()
                            .map(body -> new String(body, StandardCharsets.ISO_8859_1))
                            .toList());
        }

        @Override
        public void close() {
            http.stop(0);
        }
    }

    @Test
    void requestsAreTracedByTheirEndpointsAndNoSecretIsInTheTrace() throws IOException {
        try (Collector collector = Collector.start()) {
            String ofAProbe = "5b8efff798038103d269b633813fc60c";
            String secretInPath = "lks_typed-into-the-path";
            TestClient client;
            TestUser user;
            Answer signedIn;
            try (TestServer server = TestServer.start(
                    TestDatabase.fresh(),
                    "latchkey.tracing.endpoint=" + collector.endpoint(),
                    "latchkey.tracing.sampling=1")) {
                client = TestClient.named("app").addTo(server);
                user = TestUser.add(server.database(), "alice");
                Http http = server.http();
                signedIn = http.signIn(client, user).expect(200);
                http.me(signedIn.accessToken()).expect(200);
                http.get("/" + secretInPath + "?token=" + secretInPath).expect(404);
                http.send(
                                http.request("/oauth2/jwks")
                                        .header(
                                                "traceparent",
                                                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                                        .GET(),
                                null)
                        .expect(200);
                Http management = server.management();
                management
                        .send(
                                management
                                        .request("/readyz")
                                        .header("traceparent", "00-" + ofAProbe + "-b7ad6b7169203331-01")
                                        .GET(),
                                null)
                        .expect(200);
            }
            assertThat(collector.text())
                    .doesNotContain(new String(HexFormat.of().parseHex(ofAProbe), StandardCharsets.ISO_8859_1))
                    .contains("latchkey-server", "POST /oauth2/token", "GET /users/me", "GET other")
                    .as("a trace goes on")
                    .contains(new String(
                            HexFormat.of().parseHex("0af7651916cd43dd8448eb211c80319c"), StandardCharsets.ISO_8859_1))
                    .doesNotContain(
                            client.secret(),
                            user.password(),
                            signedIn.accessToken(),
                            signedIn.refreshToken(),
                            secretInPath,
                            "Bearer",
                            "Basic");
        }
    }

    @Test
    void linesOfALogInJsonNameTheTraceTheyBelongTo() throws IOException {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        try (Collector collector = Collector.start();
                TestServer server = TestServer.start(
                        TestDatabase.fresh(),
                        "latchkey.log.format=json",
                        "latchkey.tracing.endpoint=" + collector.endpoint(),
                        "latchkey.tracing.sampling=0")) {
            TestClient client = TestClient.named("app").addTo(server);
            try (CapturedLog log = CapturedLog.start()) {
                Http http = server.http();
                http.send(
                                http.request("/oauth2/token")
                                        .header("traceparent", "00-" + trace + "-b7ad6b7169203331-01")
                                        .header("Authorization", Http.basic(client.clientId(), "wrong"))
                                        .POST(BodyPublishers.ofString("grant_type=client_credentials")),
                                Http.FORM)
                        .expect(401);
                JsonNode line = log.lines().stream()
                        .map(written -> Http.JSON.readTree(written.text()))
                        .filter(written -> written.get("message").asString().startsWith("Refused client"))
                        .findFirst()
                        .orElseThrow();
                assertThat(line.path("traceId").asString(""))
                        .as(line.toString())
                        .isEqualTo(trace);
                assertThat(line.path("spanId").asString("")).matches("[0-9a-f]{16}");
            }
        }
    }

    @Test
    void withoutAnEndpointThereIsNothingThatTraces() {
        try (TestServer server = TestServer.start(TestDatabase.fresh())) {
            assertThatThrownBy(() -> server.bean(ObservationRegistry.class))
                    .isInstanceOf(NoSuchBeanDefinitionException.class);
        }
    }
}
