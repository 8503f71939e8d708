package dev.latchkey.server.operate;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TcpRelay;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.Waiting;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A server that cannot read clients, keys and bans goes on with those that it has, and not for ever. */
class MemoryAgeIT {

    /** After two seconds, and some for a machine that is busy. */
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private static ConnectionSettings database;
    private static TcpRelay relay;
    private static int databasePort;
    private static TestServer server;
    private static Http http;
    private static TestClient client;

    @BeforeAll
    static void start() {
        database = TestDatabase.fresh();
        databasePort = Integer.parseInt(database.url().replaceFirst("^jdbc:postgresql://[^:/]+:(\\d+)/.*$", "$1"));
        relay = TcpRelay.start(databasePort);
        server = TestServer.start(
                new ConnectionSettings(
                        database.url().replaceFirst("//[^/]+/", "//localhost:" + relay.port() + "/"),
                        database.user(),
                        database.password()),
                "latchkey.directory.max-age=2s");
        http = server.http();
        client = TestClient.named("app").addTo(server);
    }

    @AfterAll
    static void stop() {
        server.close();
        relay.close();
    }

    @Test
    void cutOffFromTheDatabaseItIssuesNoTokensWithoutEnd() {
        token().expect(200);
        relay.pointTo(1);
        try {
            JdbcClient.create(DataSources.direct(database))
                    .sql("""
                            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                             WHERE datname = current_database() AND pid <> pg_backend_pid()
                            """)
                    .query(Long.class)
                    .single();
            update("UPDATE clients SET disabled_at = now()");
            Waiting.until("no more tokens", LIMIT, () -> token().status() == 503);
            assertRefused(2);
            update("UPDATE clients SET disabled_at = NULL");
        } finally {
            relay.pointTo(databasePort);
        }
        assertThatItIsBack();
    }

    @Test
    void aDatabaseThatAnswersAndCannotBeReadIsNoBetter() {
        token().expect(200);
        try (CapturedLog log = CapturedLog.start()) {
            update("ALTER TABLE bans RENAME TO bans_elsewhere");
            update("UPDATE directory_version SET version = version + 1");
            Waiting.until("no more tokens", LIMIT, () -> token().status() == 503);
            assertRefused(2);
            assertThat(log.at(Level.ERROR)).as("said once, not at each look").hasSize(1);
            // What can be read is read all the same.
            update("UPDATE clients SET disabled_at = now()");
        } finally {
            update("ALTER TABLE bans_elsewhere RENAME TO bans");
        }
        Waiting.until("the client is disabled", LIMIT, () -> token().status() == 401);
        update("UPDATE clients SET disabled_at = NULL");
        assertThatItIsBack();
    }

    private static void assertRefused(int seconds) {
        Answer refused = token().expectError(503, "temporarily_unavailable");
        assertThat(refused.header("Retry-After")).matches("[1-9]\\d*");
        http.introspect(client, "anything").expectError(503, "temporarily_unavailable");
        // A key may have been revoked; the metadata are made of settings.
        http.get("/oauth2/jwks").expect(503);
        http.get("/.well-known/oauth-authorization-server").expect(200);
        server.management().get("/readyz").expect(503);
        server.management().get("/livez").expect(200);
        assertThat(server.metric("latchkey_directory_age_seconds")).isGreaterThan(seconds);
        assertThat(server.metric("latchkey_ready{condition=\"directory\"}")).isZero();
    }

    private static void assertThatItIsBack() {
        Waiting.until("tokens again", LIMIT, () -> token().status() == 200);
        Waiting.until(
                "ready again", LIMIT, () -> server.management().get("/readyz").status() == 200);
    }

    private static Answer token() {
        return http.token(client, "grant_type", "client_credentials");
    }

    private static void update(String sql) {
        JdbcClient.create(DataSources.direct(database)).sql(sql).update();
    }
}
