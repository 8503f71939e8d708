package dev.latchkey.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.FreePort;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.limit.Bans;
import dev.latchkey.core.limit.Network;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which path is on which port, and that the port of health and metrics does not depend on those of clients. */
class ManagementPortIT {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String get(Http http, String path) {
        return http.raw(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/livez",
                "/readyz",
                "/actuator",
                "/actuator/health",
                "/actuator/health/liveness",
                "/actuator/health/readiness",
                "/actuator/prometheus",
                "/%6Civez",
                "/%61ctuator/prometheus",
                "/actuator/%70rometheus"
            })
    void clientsFindNoHealthAndNoMetrics(String path) {
        assertThat(get(server.http(), path))
                .startsWith("HTTP/1.1 404")
                .as("as any path without an endpoint")
                .contains("No endpoint GET " + path, "X-Content-Type-Options: nosniff", "X-Request-Id: ");
        assertThat(get(server.management(), path))
                .startsWith(path.equals("/actuator") ? "HTTP/1.1 404" : "HTTP/1.1 200")
                .doesNotContain("X-Request-Id: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/livez/",
                "/LIVEZ",
                "//livez",
                "/livez;x",
                "/livez%3Bx",
                "/x/../livez",
                "/x/%2e%2e/livez",
                "/./livez",
                "/livez%00",
                "/actuator/",
                "/actuator/health/",
                "/actuator//health",
                "//actuator/prometheus",
                "/actuator%2Fprometheus",
                "/actuator/x/../prometheus",
                "/%2561ctuator/prometheus",
                "http://localhost/actuator/../livez"
            })
    void norDoOddSpellingsOfThemAnswer(String path) {
        assertThat(get(server.http(), path)).matches("(?s)HTTP/1\\.1 40[04] .*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/assets/style.css",
                "/sign-in",
                "/account",
                "/oauth2/authorize",
                "/oauth2/token",
                "/oauth2/jwks",
                "/.well-known/openid-configuration",
                "/status-lists",
                "/users/me",
                "/userinfo",
                "/register",
                "/x"
            })
    void nothingForClientsIsOnTheManagementPort(String path) {
        assertThat(get(server.management(), path)).startsWith("HTTP/1.1 404");
        server.management().post(path, "grant_type", "client_credentials").expect(404);
    }

    @Test
    void probesAreNotCountedAsRequestsOfClients() {
        try (TestServer unused = TestServer.start(server.settings())) {
            unused.management().get("/livez").expect(200);
            unused.management().get("/readyz").expect(200);
            unused.management().get("/x").expect(404);
            assertThat(metrics(unused)).doesNotContain("latchkey_http_requests_seconds_count");
            unused.http().get("/livez").expect(404);
            assertThat(metrics(unused))
                    .contains("latchkey_http_requests_seconds_count{endpoint=\"other\",status=\"404\"} 1");
        }
    }

    private static String metrics(TestServer server) {
        return server.management().get("/actuator/prometheus").expect(200).body();
    }

    @Test
    void aBannedAddressMayStillProbe() {
        Attribution admin = new Attribution("admin@console", "tries it");
        Bans bans = server.database().bans();
        List<Network> here = List.of(Network.parse("127.0.0.0/8"), Network.parse("::1"));
        here.forEach(network -> bans.add(network, null, admin));
        try {
            Waiting.until(
                    "banned", LIMIT, () -> server.http().get("/oauth2/jwks").status() == 403);
            server.management().get("/readyz").expect(200);
            server.management().get("/actuator/prometheus").expect(200);
        } finally {
            here.forEach(network -> bans.lift(network, admin));
            server.reload();
        }
    }

    @Test
    void aLongBodyOfAProbeIsNotTheBusinessOfClients() {
        // BodyLimit would answer before the framework looks for the endpoint and its methods.
        server.management().post("/livez", "x", "y".repeat(BodyLimit.MAX_BYTES)).expect(405);
    }

    @Test
    void probesAreAnsweredWhileClientsUseUpTheirConnections() throws Exception {
        int most = 4;
        try (TestServer small = TestServer.start(server.settings(), "server.tomcat.max-connections=" + most)) {
            URI clients = small.base();
            List<Socket> silent = new ArrayList<>();
            try {
                for (int i = 0; i < most; i++) {
                    Socket socket = new Socket(clients.getHost(), clients.getPort());
                    silent.add(socket);
                    socket.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
                }
                try (Socket waits = new Socket(clients.getHost(), clients.getPort())) {
                    waits.getOutputStream()
                            .write("GET /oauth2/jwks HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    small.management().get("/readyz").expect(200);
                    small.management().get("/actuator/prometheus").expect(200);
                    assertThat(waits.getInputStream().available())
                            .as("the port of clients is used up")
                            .isZero();
                }
            } finally {
                for (Socket socket : silent) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void aServerThatWaitsForItsLastRequestsSaysThatItIsNotReady() throws Exception {
        TestServer stopping = TestServer.start(server.settings());
        Http management = stopping.management();
        TestClient client = TestClient.named("app").addTo(stopping);
        TestUser user = TestUser.add(stopping.database(), "alice");
        try (ExecutorService threads = Executors.newFixedThreadPool(2);
                Connection connection = DataSources.direct(stopping.settings()).getConnection();
                Statement change = connection.createStatement()) {
            connection.setAutoCommit(false);
            change.execute("UPDATE users SET disabled_at = NULL WHERE id = '" + user.id() + "'");
            Future<Answer> last = threads.submit(() -> stopping.http().signIn(client, user));
            stopping.untilAStatementWaits();
            Future<?> stop = threads.submit(stopping::close);
            Waiting.until("not ready", LIMIT, () -> management.get("/readyz").status() == 503);
            Waiting.until("closed for clients", LIMIT, () -> isClosed(stopping.base()));
            management.get("/readyz").expect(503);
            management.get("/actuator/prometheus").expect(200);
            connection.commit();
            last.get().expect(200);
            stop.get();
        }
        assertThat(isClosed(management.base())).isTrue();
    }

    private static boolean isClosed(URI port) {
        try (Socket socket = new Socket(port.getHost(), port.getPort())) {
            return socket.isClosed();
        } catch (ConnectException e) {
            return true;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theFrameworksNamesForThePortsAreUnderstoodToo() {
        int port = FreePort.find();
        int management = FreePort.find();
        try (TestServer renamed = TestServer.start(
                server.settings(),
                "server.port=" + port,
                "management.server.port=" + management,
                "management.server.address=127.0.0.2")) {
            TestClient client = TestClient.named("other-port").addTo(renamed);
            new Http(URI.create("http://localhost:" + port))
                    .postAs(client, "/oauth2/token", "grant_type", "client_credentials")
                    .expect(200);
            new Http(URI.create("http://127.0.0.2:" + management))
                    .get("/readyz")
                    .expect(200);
            assertThat(isClosed(URI.create("http://127.0.0.1:" + management)))
                    .as("at that address alone")
                    .isTrue();
        }
    }
}
