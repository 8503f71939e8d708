package dev.latchkey.server.pool;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import dev.latchkey.server.operate.Routines;
import dev.latchkey.server.outbox.OutboxDispatchers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The address of the database leads to something that cannot write for a while. A real standby behind a real proxy is in
 * {@code bench}; here sessions are read-only, which the same checks find.
 */
class ReadOnlyDatabaseIT {

    private static ConnectionSettings elsewhere;
    private static ConnectionSettings database;
    private static TestServer server;
    private static Http http;
    private static TestClient client;
    private static TestUser user;

    @BeforeAll
    static void start() {
        elsewhere = TestDatabase.empty();
        database = TestDatabase.fresh();
        server = TestServer.start(database);
        http = server.http();
        client = TestClient.named("app").addTo(server);
        user = TestUser.add(server.database(), "alice");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void connectionsThatWereOpenedMeanwhileDoNotStay() {
        Http management = server.management();
        http.signIn(client, user).expect(200);
        makeReadOnly(true);
        try (CapturedLog log = CapturedLog.start()) {
            endConnections();
            Waiting.until(
                    "not ready",
                    Duration.ofSeconds(10),
                    () -> management.get("/readyz").status() == 503);
            http.signIn(client, user).expectError(503, "temporarily_unavailable");
            management.get("/livez").expect(200);
            http.token(client, "grant_type", "client_credentials").expect(200);
            assertThat(log.at(Level.WARN))
                    .filteredOn(line -> line.contains("Not ready: the database cannot write"))
                    .hasSize(1);
        } finally {
            makeReadOnly(false);
        }
        Waiting.until(
                "writes are back",
                Duration.ofSeconds(10),
                () -> http.signIn(client, user).status() == 200);
        Waiting.until(
                "ready again",
                Duration.ofSeconds(10),
                () -> management.get("/readyz").status() == 200);
    }

    /** As a pooler does that puts another server behind it. */
    @Test
    void anOpenConnectionThatCannotWriteAnyMoreIsGivenUpWithAllOthers() throws SQLException {
        Http.Answer signedIn = http.signIn(client, user).expect(200);
        String refreshToken = signedIn.refreshToken();
        String machine = http.token(client, "grant_type", "client_credentials").accessToken();
        Map<String, Supplier<Http.Answer>> requests = Map.of(
                "sign-in", () -> http.signIn(client, user),
                "refresh", () -> http.refresh(client, refreshToken),
                "revoke", () -> http.revoke(client, refreshToken),
                "introspect", () -> http.introspect(client, signedIn.accessToken()),
                "introspect a client's token", () -> http.introspect(client, machine),
                "introspect a refresh token", () -> http.introspect(client, refreshToken),
                "me", () -> http.me(signedIn.accessToken()));
        // What they do meanwhile would give the connections up before the request does.
        List<SmartLifecycle> others = List.of(server.bean(Routines.class), server.bean(OutboxDispatchers.class));
        others.forEach(SmartLifecycle::stop);
        try {
            for (var request : requests.entrySet()) {
                spoilPool();
                assertThat(request.getValue().get().status())
                        .as(request.getKey())
                        .isEqualTo(503);
                http.signIn(client, user).expect(200);
            }
        } finally {
            others.forEach(SmartLifecycle::start);
        }
    }

    /** Has every session of the pool read only from now on. */
    private static void spoilPool() throws SQLException {
        HikariDataSource pool = (HikariDataSource) server.dataSource();
        Waiting.until(
                "the pool is full",
                Duration.ofSeconds(10),
                () -> pool.getHikariPoolMXBean().getIdleConnections() == pool.getMaximumPoolSize());
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < pool.getMaximumPoolSize(); i++) {
            all.add(pool.getConnection());
        }
        for (Connection connection : all) {
            try (connection;
                    Statement statement = connection.createStatement()) {
                statement.execute("SET default_transaction_read_only = on");
            }
        }
    }

    /** New sessions; from another database, because sessions of this one could not take it back. */
    private static void makeReadOnly(boolean readOnly) {
        sql("ALTER DATABASE " + name() + (readOnly ? " SET default_transaction_read_only = on" : " RESET ALL"));
    }

    private static void endConnections() {
        JdbcClient.create(DataSources.direct(elsewhere))
                .sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = :name")
                .param("name", name())
                .query(Long.class)
                .single();
    }

    private static String name() {
        return database.url().replaceFirst("^.*/(\\w+)(\\?.*)?$", "$1");
    }

    private static void sql(String statement) {
        JdbcClient.create(DataSources.direct(elsewhere)).sql(statement).update();
    }
}
