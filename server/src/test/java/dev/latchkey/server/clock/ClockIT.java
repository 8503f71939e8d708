package dev.latchkey.server.clock;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import dev.latchkey.server.operate.Maintenance;
import dev.latchkey.server.operate.PartitionCondition;
import dev.latchkey.server.operate.Readiness;
import dev.latchkey.server.operate.startup.Announcement;
import dev.latchkey.server.operate.startup.FirstAccounts;
import dev.latchkey.server.operate.startup.StopRequest;
import dev.latchkey.server.settings.ServerSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The clock of the server's machine is not the database's. */
class ClockIT {

    private static volatile Duration offset = Duration.ZERO;
    private static ConnectionSettings settings;
    private static TestServer server;
    private static Http http;
    private static TestClient client;
    private static TestUser user;

    @BeforeAll
    static void start() {
        settings = TestDatabase.fresh();
        server = TestServer.start(settings, () -> Instant.now().plus(offset));
        http = server.http();
        client = TestClient.named("app").audiences(server.base().toString()).addTo(server);
        user = TestUser.add(server.database(), "alice");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void setRight() {
        offset = Duration.ZERO;
        // Compares now, instead of within a second: what was said before is not said of the next test.
        server.bean(DatabaseClock.class)
                .set(server.database().directoryVersion().look());
        Waiting.until("ready", Duration.ofSeconds(10), () -> readiness() == 200);
    }

    private static int readiness() {
        return server.management().get("/readyz").status();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-72H", "PT960H", "PT10M"})
    void farApartItIsNotReadyAndDecidesNothing(String apart) {
        Answer signedIn = http.signIn(client, user).expect(200);
        try (CapturedLog log = CapturedLog.start()) {
            offset = Duration.parse(apart);
            assertThat(readiness()).isEqualTo(503);
            for (Answer answer : List.of(
                    http.signIn(client, user),
                    http.refresh(client, signedIn.refreshToken()),
                    http.token(client, "grant_type", "client_credentials"),
                    http.introspect(client, signedIn.accessToken()),
                    http.me(signedIn.accessToken()))) {
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("Retry-After")).matches("[1-9]\\d*");
            }
            http.signIn(client, user).expectError(503, "temporarily_unavailable");
            http.get("/oauth2/jwks").expect(200);
            server.management().get("/livez").expect(200);
            assertThat(server.metric("latchkey_clock_offset_seconds"))
                    .isBetween(offset.toSeconds() - 5.0, offset.toSeconds() + 5.0);
            assertThat(server.metric("latchkey_ready{condition=\"clock\"}")).isZero();
            Waiting.until(
                    "it is said", Duration.ofSeconds(5), () -> log.text().contains("The clock of this machine is"));
            assertThat(log.at(Level.ERROR)).isEmpty();
            assertThat(log.text()).doesNotContain("\tat ");
        }
        offset = Duration.ZERO;
        http.refresh(client, signedIn.refreshToken()).expect(200);
    }

    @Test
    void farApartNothingIsForgotten() {
        JdbcClient sql = JdbcClient.create(DataSources.direct(settings));
        String attempt = "INSERT INTO rate_limits (key, full_at) VALUES (sha256('x'), now() - interval '2 hours')";
        String count = "SELECT count(*) FROM rate_limits WHERE key = sha256('x')";
        Maintenance maintenance = server.bean(Maintenance.class);
        assertThat(sql.sql(attempt).update()).isEqualTo(1);
        offset = Duration.ofDays(-800);
        maintenance.run();
        maintenance.forgetFailures();
        assertThat(sql.sql(count).query(Integer.class).single()).isEqualTo(1);
        offset = Duration.ZERO;
        maintenance.forgetFailures();
        assertThat(sql.sql(count).query(Integer.class).single()).isZero();
    }

    @Test
    void withoutAPartitionForNowSignInsWaitUntilItIsMade() {
        JdbcClient sql = JdbcClient.create(DataSources.direct(settings));
        for (String name :
                sql.sql("SELECT name FROM token_partitions").query(String.class).list()) {
            sql.sql("DROP TABLE " + name).update();
        }
        PartitionCondition partitions = server.bean(PartitionCondition.class);
        partitions.read();
        assertThat(readiness()).isEqualTo(503);
        try (CapturedLog log = CapturedLog.start()) {
            http.signIn(client, user).expectError(503, "temporarily_unavailable");
            assertThat(log.text()).contains("no partition").doesNotContain("\tat ");
        }
        server.bean(Maintenance.class).addPartitions();
        partitions.read();
        assertThat(readiness()).isEqualTo(200);
        http.signIn(client, user).expect(200);
    }

    @Test
    void aLittleApartItIsSaidAndTheDatabaseDecides() {
        try (CapturedLog log = CapturedLog.start()) {
            offset = Duration.ofMinutes(4);
            Waiting.until(
                    "it is said",
                    Duration.ofSeconds(5),
                    () -> log.at(Level.WARN).stream().anyMatch(line -> line.contains("ahead of the database's")));
            assertThat(readiness()).isEqualTo(200);
            Answer token =
                    http.token(client, "grant_type", "client_credentials").expect(200);
            Instant now = server.database().now();
            Instant issued = Instant.ofEpochSecond(token.claims().get("iat").asLong());
            assertThat(issued).isBetween(now.minusSeconds(10), now);
            UUID jti = UUID.fromString(token.claims().get("jti").asString());
            assertThat(jti.getMostSignificantBits() >>> 16)
                    .isBetween(issued.toEpochMilli(), issued.toEpochMilli() + 999);
            assertThat(http.introspect(client, token.accessToken())
                            .json()
                            .get("active")
                            .asBoolean())
                    .isTrue();
            http.refresh(client, http.signIn(client, user).expect(200).refreshToken())
                    .expect(200);
            assertThat(log.at(Level.WARN)).as("said once").hasSize(1);
        }
    }

    @Test
    void theTimeOfTheDatabaseGoesOnWithoutAQuestion() {
        // Whatever the clock of the machine does.
        offset = Duration.ofDays(-3);
        Instant ours = server.bean(DatabaseClock.class).instant();
        assertThat(Duration.between(ours, server.database().now()).abs()).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aServerThatIsNotReadyDoesNotSayThatItIs() {
        offset = Duration.ofDays(40);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Announcement announcement = new Announcement(
                server.bean(ServerSettings.class),
                "http",
                server.bean(FirstAccounts.class),
                server.bean(Readiness.class),
                server.bean(StopRequest.class),
                new PrintStream(said, true, StandardCharsets.UTF_8));
        announcement.announce();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .as("before it has started")
                .isEmpty();
        announcement.started();
        announcement.announce();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains(
                        " and is not ready: the clocks of this machine and of the database are more than 300 s apart.")
                .doesNotContain("Latchkey is ready");
        offset = Duration.ZERO;
        announcement.announce();
        announcement.announce();
        assertThat(said.toString(StandardCharsets.UTF_8)).containsOnlyOnce("Latchkey is ready at " + server.base());
    }
}
