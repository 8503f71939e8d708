package dev.latchkey.server.operate;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.connection.SchemaVersion;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TcpRelay;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.Waiting;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the management port says of the server's health while its database is in all kinds of states. */
class HealthIT {

    private static final String UP = "{\"status\":\"UP\"}";
    private static final String DOWN = "{\"status\":\"DOWN\"}";

    private static ConnectionSettings database;
    private static TcpRelay relay;
    private static int databasePort;
    private static TestServer server;
    private static Http management;

    @BeforeAll
    static void start() {
        database = TestDatabase.fresh();
        String url = database.url();
        String port = url.replaceFirst("^jdbc:postgresql://[^:/]+:(\\d+)/.*$", "$1");
        databasePort = Integer.parseInt(port);
        relay = TcpRelay.start(databasePort);
        server = TestServer.start(new ConnectionSettings(
                url.replaceFirst("//[^/]+/", "//localhost:" + relay.port() + "/"),
                database.user(),
                database.password()));
        management = server.management();
    }

    @AfterAll
    static void stop() {
        server.close();
        relay.close();
    }

    @Test
    void aServerThatHasAllItNeedsIsAliveAndReadyAndSaysNoMore() {
        for (String path : List.of("/livez", "/readyz", "/actuator/health/liveness", "/actuator/health/readiness")) {
            assertThat(management.get(path).expect(200).body()).as(path).isEqualTo(UP);
        }
        assertThat(management.get("/actuator/health").expect(200).body()).doesNotContain("postgres", "details");
    }

    @Test
    void nothingElseIsOnTheManagementPort() {
        for (String path : List.of(
                "/",
                "/actuator",
                "/actuator/env",
                "/actuator/beans",
                "/actuator/configprops",
                "/actuator/heapdump",
                "/actuator/loggers",
                "/actuator/metrics",
                "/actuator/threaddump",
                "/actuator/mappings",
                "/actuator/health/readiness/x")) {
            assertThat(management.get(path).status()).as(path).isEqualTo(404);
        }
        assertThat(management
                        .send(management.request("/actuator/shutdown").POST(BodyPublishers.noBody()), null)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void noneOfItIsOnThePortOfTheProtocol() {
        for (String path : List.of(
                "/livez", "/readyz", "/actuator/health", "/actuator/health/readiness", "/actuator/prometheus")) {
            assertThat(server.http().get(path).status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void aHeaderThatIsNoMediaTypeIsTheCallersError() throws Exception {
        for (String accept : List.of("x", "text/plain;q=x;;=", "image/png")) {
            assertThat(metricsAs(accept).status()).as(accept).isBetween(400, 499);
        }
        // RFC 9110, section 5.6.1.2: empty elements of a list count for nothing.
        metricsAs("*/*,,,").expect(200);
    }

    @Test
    void metricsComeInTheFormThatIsAskedFor() throws Exception {
        for (String accept : List.of(
                "*/*",
                "text/plain",
                "text/plain;version=1.0.0",
                "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
                "application/openmetrics-text;q=0,*/*",
                "application/openmetrics-text;q=0.1,text/plain")) {
            Answer answer = metricsAs(accept).expect(200);
            assertThat(answer.header("Content-Type")).as(accept).startsWith("text/plain;version=0.0.4");
            assertThat(answer.body()).as(accept).doesNotContain("# EOF");
        }
        for (String accept : List.of(
                "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.3",
                "Application/OpenMetrics-Text")) {
            Answer answer = metricsAs(accept).expect(200);
            assertThat(answer.header("Content-Type"))
                    .as(accept)
                    .startsWith("application/openmetrics-text;version=1.0.0");
            assertThat(answer.body()).as(accept).endsWith("# EOF\n");
        }
    }

    private static Answer metricsAs(String accept) throws Exception {
        return management.send(
                management
                        .request("/actuator/prometheus")
                        .header("Accept", accept)
                        .GET(),
                null);
    }

    @Test
    void withoutTheDatabaseTheServerIsNotReadyButAlive() {
        relay.pointTo(1);
        try (CapturedLog log = CapturedLog.start()) {
            endConnections();
            Waiting.until("not ready", Duration.ofSeconds(10), () -> readiness().status() == 503);
            long start = System.nanoTime();
            assertThat(readiness().expect(503).body()).isEqualTo(DOWN);
            assertThat(management.get("/livez").expect(200).body()).isEqualTo(UP);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("a probe waits for nothing")
                    .isLessThan(Duration.ofSeconds(2));
            assertThat(management.get("/actuator/prometheus").expect(200).body())
                    .as("metrics are there without the database")
                    .contains("latchkey_directory_age_seconds");
            assertThat(log.at(Level.WARN))
                    .as("said once")
                    .filteredOn(line -> line.contains("Not ready: "))
                    .hasSize(1);
        } finally {
            relay.pointTo(databasePort);
        }
        Waiting.until("ready again", Duration.ofSeconds(10), () -> readiness().status() == 200);
    }

    /** All of the server's, past the relay, which lets it make no new ones. */
    private static void endConnections() {
        JdbcClient.create(DataSources.direct(database))
                .sql("""
                        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                         WHERE datname = current_database() AND pid <> pg_backend_pid()
                        """)
                .query(Long.class)
                .single();
    }

    @Test
    void onASchemaThatIsBehindTheServerIsNotReady() {
        String newest = Integer.toString(SchemaVersion.EXPECTED);
        server.update(
                "UPDATE flyway_schema_history SET success = false WHERE version::int = :newest::int", "newest", newest);
        try {
            server.bean(SchemaCondition.class).readSchema();
            assertThat(readiness().expect(503).body()).isEqualTo(DOWN);
        } finally {
            server.update("UPDATE flyway_schema_history SET success = true");
            server.bean(SchemaCondition.class).readSchema();
        }
        readiness().expect(200);
    }

    @Test
    void onASchemaThatIsAheadTheServerGoesOnUntilItIsUpgradedItself() {
        server.update("""
                INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, installed_by, execution_time, success)
                VALUES (1000, '9999', 'next', 'SQL', 'V9999__next.sql', 'test', 1, true)
                """);
        try {
            server.bean(SchemaCondition.class).readSchema();
            readiness().expect(200);
        } finally {
            server.update("DELETE FROM flyway_schema_history WHERE installed_rank = 1000");
            server.bean(SchemaCondition.class).readSchema();
        }
    }

    @Test
    void withoutAKeyToSignWithTheServerIsNotReady() {
        server.update("""
                UPDATE signing_keys SET active_until = now(), published_until = now(), revoked_at = now()
                 WHERE algorithm = 'RS256'
                """);
        server.reload();
        try {
            assertThat(readiness().expect(503).body()).isEqualTo(DOWN);
            management.get("/livez").expect(200);
        } finally {
            server.update(
                    "UPDATE signing_keys SET active_until = NULL, published_until = NULL, revoked_at = NULL WHERE algorithm = 'RS256'");
            server.reload();
        }
        readiness().expect(200);
    }

    private static Answer readiness() {
        return management.get("/readyz");
    }
}
