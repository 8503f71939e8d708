package dev.latchkey.server.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.PublishedList;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What docs/poolers.md says of PgBouncer, with the real program. */
class PoolerIT {

    private static final Attribution TEST = Attribution.of("test");

    @TempDir
    Path directory;

    @BeforeAll
    static void find() {
        assumeTrue(PgBouncer.isInstalled(), "skipped: there is no pgbouncer");
    }

    @Test
    void aPoolerThatKeepsSessions() throws Exception {
        assertAllWorks("", List.of("pool_mode = session", "ignore_startup_parameters = extra_float_digits"));
    }

    @Test
    void aPoolerThatChangesTheSessionWithEachTransaction() throws Exception {
        assertAllWorks(
                "?prepareThreshold=0",
                List.of(
                        "pool_mode = transaction",
                        "ignore_startup_parameters = extra_float_digits",
                        "default_pool_size = 4"));
    }

    @Test
    void watchersHaveAnAddressOfTheirOwnPastThePooler() throws Exception {
        ConnectionSettings database = TestDatabase.fresh();
        List<String> configuration =
                List.of("pool_mode = transaction", "ignore_startup_parameters = extra_float_digits");
        try (PgBouncer pooler = PgBouncer.start(directory, database, configuration);
                TestServer server = TestServer.start(
                        new ConnectionSettings(
                                pooler.settings().url() + "?prepareThreshold=0", database.user(), database.password()),
                        "latchkey.database.migrate=validate",
                        "latchkey.db.listen-url=" + database.url())) {
            assertThat(server.management().get("/readyz").status()).isEqualTo(200);
            pooler.stop();
            Waiting.until(
                    "the pooler's connections end",
                    Duration.ofSeconds(10),
                    () -> connections(database, "latchkey-server") == 0);
            assertThat(connections(database, "latchkey-directory")).isEqualTo(1);
            assertThat(connections(database, "latchkey-status-lists")).isEqualTo(1);
        }
    }

    private static long connections(ConnectionSettings database, String application) {
        return JdbcClient.create(DataSources.direct(database))
                .sql("""
                SELECT count(*) FROM pg_stat_activity
                 WHERE datname = current_database() AND application_name = :application
                """)
                .param("application", application)
                .query(Long.class)
                .single();
    }

    @Test
    void anAddressOfAnotherDatabaseStopsTheStart() {
        ConnectionSettings database = TestDatabase.fresh();
        ConnectionSettings other = TestDatabase.fresh();
        assertThatThrownBy(() -> TestServer.start(
                        database, "latchkey.database.migrate=validate", "latchkey.db.listen-url=" + other.url()))
                .hasStackTraceContaining("LATCHKEY_DB_LISTEN_URL leads to another database than LATCHKEY_DB_URL");
    }

    private void assertAllWorks(String parameters, List<String> configuration) throws Exception {
        ConnectionSettings database = TestDatabase.fresh();
        try (PgBouncer pooler = PgBouncer.start(directory, database, configuration);
                TestServer server = TestServer.start(
                        new ConnectionSettings(
                                pooler.settings().url() + parameters, database.user(), database.password()),
                        "latchkey.database.migrate=validate")) {
            // Past the pooler, as an administrator elsewhere.
            Database direct = new Database(DataSources.direct(database));
            direct.partitions().extend();
            Http http = server.http();
            TestClient app = TestClient.named("app").addTo(direct);
            Waiting.until(
                    "the new client is known",
                    Duration.ofSeconds(3),
                    () -> http.token(app, "grant_type", "client_credentials").status() == 200);
            TestUser alice = TestUser.add(direct, "alice");
            Answer signedIn = http.signIn(app, alice).expect(200);
            assertManyRefreshes(http, app, alice);
            assertThat(server.management().get("/readyz").status()).isEqualTo(200);

            assertThat(direct.userChanges().disable(alice.in(direct), TEST)).isPresent();
            assertThat(http.introspect(app, signedIn.accessToken()).body()).isEqualTo("{\"active\":false}");
            http.me(signedIn.accessToken()).expect(401);
            http.refresh(app, signedIn.refreshToken()).expectError(400, "invalid_grant");
            Waiting.until(
                    "the revocation is in the status list",
                    Duration.ofSeconds(3),
                    () -> PublishedList.isRevoked(http, signedIn.accessToken()));

            assertThat(direct.clientChanges()
                            .disable(direct.clients().findByClientId("app").orElseThrow(), TEST))
                    .isPresent();
            Waiting.until(
                    "the disabled client is refused",
                    Duration.ofSeconds(3),
                    () -> http.token(app, "grant_type", "client_credentials").status() == 401);
        }
    }

    /** More at once than the pooler has sessions, each often enough for the driver to prepare its statements. */
    private static void assertManyRefreshes(Http http, TestClient app, TestUser user) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> sessions = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String first = http.signIn(app, user).expect(200).refreshToken();
                sessions.add(threads.submit(() -> {
                    String token = first;
                    for (int turn = 0; turn < 20; turn++) {
                        Answer answer = http.refresh(app, token).expect(200);
                        http.introspect(app, answer.accessToken()).expect(200);
                        token = answer.refreshToken();
                    }
                }));
            }
            for (Future<?> session : sessions) {
                session.get();
            }
        }
    }
}
