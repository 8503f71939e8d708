package dev.latchkey.bench;

import dev.latchkey.core.Database;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Does each second what servers do each hour, and makes something to forget each time. */
final class Purging implements AutoCloseable {

    private static final int FORGOTTEN = 1000;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> purging;

    private Purging(OwnServer server) {
        Database database = server.database();
        JdbcClient sql = server.sql();
        purging = thread.scheduleAtFixedRate(() -> purge(sql, database), 0, 1, TimeUnit.SECONDS);
    }

    static Purging start(OwnServer server) {
        return new Purging(server);
    }

    private static void purge(JdbcClient sql, Database database) {
        sql.sql("""
                INSERT INTO revoked_access_tokens (jti, expires_at)
                SELECT gen_random_uuid(), now() - interval '1 hour' FROM generate_series(1, :count)
                """).param("count", FORGOTTEN).update();
        database.revokedAccessTokens().purge(FORGOTTEN);
        database.revokedStatuses().purge(FORGOTTEN);
        database.partitions().extend();
        database.partitions().dropEnded();
    }

    /**
     * Ends it.
     *
     * @throws IllegalStateException when it failed
     */
    @Override
    public void close() {
        thread.close();
        if (purging.state() == Future.State.FAILED) {
            throw new IllegalStateException(purging.exceptionNow());
        }
    }
}
