package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.connection.DataSources;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order in which a file is written: as a sign-in locks, users before clients. */
class ApplyOrderIT {

    private static final String FILE = """
            version: 1
            clients:
            - client_id: shop
              confidential: false
              grant_types: [refresh_token]
              scopes: [%1$s]
            groups:
            - name: staff
              scopes: [%1$s]
            """;

    @TempDir
    private Path directory;

    @Test
    void membersOfGroupsAreWrittenBeforeClients() throws Exception {
        Applying on = new Applying(directory);
        on.applied(FILE.formatted("read"));
        assertThat(on.cli()
                        .run("user", "add", "ann", "--no-password", "--group", "staff")
                        .exitCode())
                .isZero();
        try (var threads = Executors.newSingleThreadExecutor();
                Connection signIn = DataSources.direct(on.settings).getConnection();
                Statement statement = signIn.createStatement()) {
            signIn.setAutoCommit(false);
            statement.execute("SELECT FROM users WHERE username = 'ann' FOR UPDATE");
            Future<Result> applied = threads.submit(() -> on.applied(FILE.formatted("write")));
            untilOneWaits(on);
            // A deadlock if the file had the row.
            statement.execute("SELECT FROM clients WHERE client_id = 'shop' FOR SHARE NOWAIT");
            signIn.commit();
            assertThat(applied.get(30, TimeUnit.SECONDS).exitCode()).isZero();
        }
    }

    private static void untilOneWaits(Applying on) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!on.jdbc.sql("""
                SELECT EXISTS (SELECT FROM pg_stat_activity
                                WHERE wait_event_type = 'Lock' AND datname = current_database())
                """).query(Boolean.class).single()) {
            assertThat(System.nanoTime()).as("the file waits for a lock").isLessThan(end);
        }
    }
}
