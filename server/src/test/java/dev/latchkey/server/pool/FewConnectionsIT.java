package dev.latchkey.server.pool;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.TestRoles;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.Waiting;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A role that may open fewer connections than a server wants. */
class FewConnectionsIT {

    private static ConnectionSettings owner;
    private static JdbcClient admin;
    private static ConnectionSettings role;

    @BeforeAll
    static void create() {
        owner = TestDatabase.fresh();
        TestRoles.server(owner);
        admin = JdbcClient.create(DataSources.direct(owner));
        admin.sql("CREATE ROLE few LOGIN CONNECTION LIMIT 6 PASSWORD 'few' IN ROLE latchkey_server")
                .update();
        role = new ConnectionSettings(owner.url(), "few", "few");
    }

    @Test
    void watchersComeFirstAndThePoolTakesWhatIsLeft() {
        try (TestServer server = TestServer.start(role, "latchkey.database.migrate=validate");
                CapturedLog log = CapturedLog.start()) {
            HikariDataSource pool = (HikariDataSource) server.dataSource();
            Waiting.until("both watchers are there", Duration.ofSeconds(10), () -> watchers() == 2);
            Waiting.until(
                    "the pool has the other four",
                    Duration.ofSeconds(10),
                    () -> pool.getHikariPoolMXBean().getTotalConnections() == 4);
            Waiting.until("it asks for no more", Duration.ofSeconds(10), () -> pool.getMaximumPoolSize() == 4);

            // Another program takes a place, and a watcher loses its own: the pool gives one up.
            admin.sql("ALTER ROLE few CONNECTION LIMIT 5").update();
            endWatcher("latchkey-directory");
            Waiting.until("the watcher is there again", Duration.ofSeconds(5), () -> watchers() == 2);
            assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isEqualTo(3);
            assertThat(log.at(Level.WARN))
                    .anyMatch(line -> line.contains("The pool goes on with 3 of 10 connections (a watcher needs one)"));
            endWatcher("latchkey-status-lists");
            Waiting.until("the other one is there again", Duration.ofSeconds(5), () -> watchers() == 2);
            assertThat(pool.getMaximumPoolSize()).isEqualTo(3);

            assertADisableIsHeardOf(server);

            // The limit is raised: no restart.
            admin.sql("ALTER ROLE few CONNECTION LIMIT 20").update();
            server.bean(ConnectionPool.class).grow();
            assertThat(pool.getMaximumPoolSize()).isEqualTo(10);
        } finally {
            admin.sql("ALTER ROLE few CONNECTION LIMIT 6").update();
        }
    }

    private static void assertADisableIsHeardOf(TestServer server) {
        TestClient client = TestClient.named("machine").addTo(new Database(DataSources.direct(owner)));
        Http http = server.http();
        Waiting.until(
                "the client is known",
                Duration.ofSeconds(5),
                () -> http.token(client, "grant_type", "client_credentials").status() == 200);
        admin.sql("UPDATE clients SET disabled_at = now() WHERE client_id = 'machine'")
                .update();
        Waiting.until(
                "the client is refused",
                Duration.ofSeconds(3),
                () -> http.token(client, "grant_type", "client_credentials").status() == 401);
    }

    private static long watchers() {
        return admin.sql("""
                        SELECT count(DISTINCT application_name) FROM pg_stat_activity
                         WHERE usename = 'few' AND application_name IN ('latchkey-directory', 'latchkey-status-lists')
                        """).query(Long.class).single();
    }

    private static void endWatcher(String name) {
        admin.sql("""
                        SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
                         WHERE usename = 'few' AND application_name = :name
                        """).param("name", name).query(Long.class).single();
    }
}
