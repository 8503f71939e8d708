package dev.latchkey.core.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.TestRoles;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Revocations of access tokens against a server's role and a purge at the same time. */
class RevokedTokenRowsIT {

    private static ConnectionSettings owner;
    private static JdbcClient server;
    private static Database database;

    @BeforeAll
    static void start() {
        owner = TestDatabase.fresh();
        server = JdbcClient.create(DataSources.direct(TestRoles.server(owner)));
        database = new Database(DataSources.direct(owner));
    }

    @Test
    void aRevocationOfAnAccessTokenIsNotMadeVoidBeforehand() {
        UUID jti = UUID.randomUUID();
        server.sql(
                        "INSERT INTO revoked_access_tokens (jti, expires_at) VALUES (:jti, now() - interval '1 hour'), (gen_random_uuid(), now() - interval '1 hour')")
                .param("jti", jti)
                .update();
        var asServer = new Database(DataSources.direct(TestRoles.server(owner)));
        asServer.revokedAccessTokens().revoke(jti, database.now().plus(Duration.ofMinutes(5)));
        assertThat(asServer.revokedAccessTokens().purge(1000)).isEqualTo(1);
        assertThat(asServer.revokedAccessTokens().isRevoked(jti, null)).isTrue();
        TestRoles.refuses(
                server,
                "UPDATE revoked_access_tokens SET expires_at = now() - interval '1 hour' WHERE jti = '" + jti + "'");
        TestRoles.refuses(server, "DELETE FROM revoked_access_tokens WHERE jti = '" + jti + "'");
        // An earlier end takes nothing back.
        asServer.revokedAccessTokens().revoke(jti, database.now().minus(Duration.ofHours(1)));
        asServer.revokedAccessTokens().purge(1000);
        assertThat(asServer.revokedAccessTokens().isRevoked(jti, null)).isTrue();
    }

    /** A purge that waited for a revocation does not go by what it saw before. */
    @Test
    void aPurgeSparesWhatIsRevokedMeanwhile() throws Exception {
        UUID jti = UUID.randomUUID();
        database.revokedAccessTokens().revoke(jti, database.now().minus(Duration.ofHours(1)));
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<Integer> purge = database.transactions().in(() -> {
                database.revokedAccessTokens().revoke(jti, database.now().plus(Duration.ofMinutes(5)));
                Future<Integer> waiting =
                        thread.submit(() -> database.revokedAccessTokens().purge(1000));
                untilOneWaits();
                return waiting;
            });
            assertThat(purge.get(30, TimeUnit.SECONDS)).isZero();
        }
        assertThat(database.revokedAccessTokens().isRevoked(jti, null)).isTrue();
    }

    private static void untilOneWaits() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!JdbcClient.create(DataSources.direct(owner))
                .sql("""
                SELECT EXISTS (SELECT FROM pg_stat_activity
                                WHERE wait_event_type = 'Lock' AND datname = current_database())
                """)
                .query(Boolean.class)
                .single()) {
            assertThat(System.nanoTime()).as("the statement waits for a lock").isLessThan(end);
        }
    }
}
