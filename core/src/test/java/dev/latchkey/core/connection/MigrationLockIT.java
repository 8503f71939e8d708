package dev.latchkey.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A migration beside a program that keeps a table locked, such as a backup. */
class MigrationLockIT {

    private static final String WAITING = """
            SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = 'flyway_schema_history'::regclass)
            """;

    @Test
    void aMigrationGivesTheLockUpAfterAWhileAndTriesAgain() throws Exception {
        ConnectionSettings settings = TestDatabase.fresh();
        try (Connection backup = DataSources.direct(settings).getConnection();
                Statement statement = backup.createStatement()) {
            backup.setAutoCommit(false);
            statement.execute("LOCK TABLE flyway_schema_history IN ACCESS EXCLUSIVE MODE");
            CompletableFuture<Integer> migrated = CompletableFuture.supplyAsync(() -> Migrations.migrate(settings));
            await(statement, true);
            await(statement, false);
            assertThat(migrated).isNotDone();
            backup.rollback();
            assertThat(migrated.get(30, TimeUnit.SECONDS)).isZero();
        }
    }

    /** Looks until the migration waits for the lock, or no longer waits. */
    private static void await(Statement statement, boolean expected) throws SQLException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        boolean waiting = !expected;
        while (waiting != expected) {
            assertThat(System.nanoTime())
                    .as("before a migration waits: " + expected)
                    .isLessThan(deadline);
            try (ResultSet rows = statement.executeQuery(WAITING)) {
                rows.next();
                waiting = rows.getBoolean(1);
            }
        }
    }
}
