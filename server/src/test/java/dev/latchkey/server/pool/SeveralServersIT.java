package dev.latchkey.server.pool;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.connection.SchemaVersion;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.TcpRelay;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import dev.latchkey.server.operate.Maintenance;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Several servers on one database, and a database in several places. */
class SeveralServersIT {

    private static final String ISSUER = "latchkey.issuer=https://id.example.com";

    @Test
    void twoThatStartAtOnceOnAnEmptyDatabaseMigrateItOnceAndBothServe() throws Exception {
        ConnectionSettings database = TestDatabase.empty();
        JdbcClient sql = JdbcClient.create(DataSources.direct(database));
        List<TestServer> servers = startTwoAtOnce(database);
        try (TestServer one = servers.getFirst();
                TestServer other = servers.getLast()) {
            assertThat(sql.sql("SELECT version::int FROM flyway_schema_history ORDER BY 1")
                            .query(Integer.class)
                            .list())
                    .hasSize(SchemaVersion.EXPECTED)
                    .doesNotHaveDuplicates();
            assertThat(sql.sql("SELECT algorithm FROM signing_keys")
                            .query(String.class)
                            .list())
                    .containsExactlyInAnyOrder("RS256", "ES256", "HS256");
            TestClient client = TestClient.named("app").addTo(one);
            other.reload();
            TestUser user = TestUser.add(one.database(), "alice");
            String token = one.http().signIn(client, user).expect(200).refreshToken();
            token = other.http().refresh(client, token).expect(200).refreshToken();
            one.http().refresh(client, token).expect(200);

            maintainAtOnce(one, other, sql);
        }
    }

    /** What is due is done once, and whoever comes second has nothing to complain of. */
    private static void maintainAtOnce(TestServer one, TestServer other, JdbcClient sql) throws Exception {
        sql.sql("UPDATE signing_keys SET active_from = active_from - interval '200 days'")
                .update();
        sql.sql("INSERT INTO revoked_access_tokens (jti, expires_at) "
                        + "SELECT gen_random_uuid(), now() - interval '1 day' FROM generate_series(1, 20000)")
                .update();
        try (CapturedLog log = CapturedLog.start()) {
            CyclicBarrier barrier = new CyclicBarrier(2);
            List<Maintenance> both = List.of(one.bean(Maintenance.class), other.bean(Maintenance.class));
            try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
                for (Future<?> done : both.stream()
                        .map(maintenance -> threads.submit(() -> {
                            barrier.await();
                            maintenance.run();
                            return maintenance;
                        }))
                        .toList()) {
                    done.get();
                }
            }
            assertThat(log.at(Level.WARN)).isEmpty();
            assertThat(log.at(Level.ERROR)).isEmpty();
        }
        assertThat(sql.sql("SELECT count(*) FROM signing_keys")
                        .query(Integer.class)
                        .single())
                .as("one next key for each algorithm")
                .isEqualTo(6);
        assertThat(sql.sql("SELECT count(*) FROM revoked_access_tokens")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void aServerGoesOnWhenTheSchemaIsMigratedUnderIt() {
        try (TestServer server = TestServer.start(TestDatabase.fresh())) {
            TestClient client = TestClient.named("app").addTo(server);
            TestUser user = TestUser.add(server.database(), "alice");
            String token = server.http().signIn(client, user).expect(200).refreshToken();
            // What the rules for migrations allow the next one to do.
            server.update("ALTER TABLE tokens ADD COLUMN next text NOT NULL DEFAULT 'x'");
            server.update("ALTER TABLE users ADD COLUMN next text");
            server.update("ALTER TABLE clients ADD COLUMN next text[] NOT NULL DEFAULT '{}'");
            server.update("""
                    INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, installed_by, execution_time, success)
                    VALUES (999, '999', 'next', 'SQL', 'next', 'x', 0, true)
                    """);
            token = server.http().refresh(client, token).expect(200).refreshToken();
            server.http().refresh(client, token).expect(200);
            server.http().signIn(client, user).expect(200);
            server.bean(Maintenance.class).run();
            server.reload();
            server.http().token(client, "grant_type", "client_credentials").expect(200);
        }
    }

    @Test
    void whenThePrimaryIsAtTheNextHostOfTheUrlTheServerGoesThere() {
        ConnectionSettings database = TestDatabase.fresh();
        String url = database.url();
        int port = Integer.parseInt(url.replaceFirst(".*:(\\d+)/.*", "$1"));
        try (TcpRelay first = TcpRelay.start(port);
                TcpRelay second = TcpRelay.start(1)) {
            ConnectionSettings both = new ConnectionSettings(
                    url.replaceFirst("//[^/]*/", "//127.0.0.1:" + first.port() + ",127.0.0.1:" + second.port() + "/")
                                    .replaceFirst("\\?.*", "")
                            + "?targetServerType=primary&hostRecheckSeconds=2",
                    database.user(),
                    database.password());
            try (TestServer server = TestServer.start(both)) {
                TestClient client = TestClient.named("app").addTo(server);
                String token = server.http()
                        .signIn(client, TestUser.add(server.database(), "alice"))
                        .expect(200)
                        .accessToken();
                move(database, first, second, port);
                server.http().me(token);
                Waiting.until(
                        "the server found the second host",
                        Duration.ofSeconds(5),
                        () -> server.http().me(token).status() == 200);
                move(database, second, first, port);
                Waiting.until(
                        "the server found its way back",
                        Duration.ofSeconds(8),
                        () -> server.http().me(token).status() == 200);
            }
        }
    }

    /** The host that the primary was at is dead, and the other one is the primary. */
    private static void move(ConnectionSettings database, TcpRelay from, TcpRelay to, int port) {
        from.pointTo(1);
        to.pointTo(port);
        JdbcClient.create(DataSources.direct(database))
                .sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        + "WHERE datname = current_database() AND pid <> pg_backend_pid()")
                .query(Boolean.class)
                .list();
    }

    /**
     * Starts two servers that create their beans at the same time, and so migrate at the same time. Until then they take
     * turns: Boot initialises the logging of the JVM without a lock, and real servers have a JVM each.
     */
    private static List<TestServer> startTwoAtOnce(ConnectionSettings database) throws Exception {
        ReentrantLock logging = new ReentrantLock();
        CyclicBarrier beans = new CyclicBarrier(2);
        Callable<TestServer> start = () -> {
            logging.lock();
            try {
                return TestServer.start(database, withoutBeans -> await(logging, beans), ISSUER);
            } finally {
                if (logging.isHeldByCurrentThread()) {
                    logging.unlock();
                }
            }
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<TestServer> one = threads.submit(start);
            Future<TestServer> other = threads.submit(start);
            return List.of(one.get(), other.get());
        }
    }

    private static void await(ReentrantLock logging, CyclicBarrier beans) {
        logging.unlock();
        try {
            beans.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("The other server did not come as far.", e);
        }
    }
}
