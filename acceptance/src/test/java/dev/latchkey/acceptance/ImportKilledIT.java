package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} in the middle of an import: the second run adds what the first one did not. */
class ImportKilledIT {

    private static final int USERS = 100_000;

    @Test
    void aSecondRunAddsTheOthersOnce(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("users.csv"),
                "username\n"
                        + IntStream.range(0, USERS)
                                .mapToObj(i -> "u" + i + "\n")
                                .collect(Collectors.joining()));
        try (Cluster database = new Cluster(directory, 0, Map.of());
                Shell shell = database.shell(directory)) {
            // The first command learns and compiles; an import that is killed does not have to.
            assertThat(shell.run("latchkey db migrate; latchkey user list").exitCode())
                    .isZero();
            shell.run("latchkey user import " + file + " >/dev/null 2>&1 & import=$!");
            assertThat(Waiting.until(Duration.ofSeconds(60), () -> users(database) > 0))
                    .isTrue();
            // The launcher may be the parent of Java, or have become it.
            shell.run("kill -9 $(cat /proc/$import/task/$import/children) $import; wait $import");
            // The server of a killed connection may still end what it was doing.
            assertThat(Waiting.until(Duration.ofSeconds(30), () -> connections(database) == 0))
                    .isTrue();
            long there = users(database);
            assertThat(there).as("users when it was killed").isBetween(1L, USERS - 1L);
            assertThat(shell.run("latchkey user import " + file + " -o csv").output())
                    .endsWith(USERS + "," + (USERS - there) + "," + there + ",0,0");
            assertThat(users(database)).isEqualTo(USERS);
        }
    }

    private static long users(Cluster database) {
        return database.sql()
                .sql("SELECT count(*) FROM users")
                .query(Long.class)
                .single();
    }

    private static long connections(Cluster database) {
        return database.sql()
                .sql("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND pid <> pg_backend_pid()")
                .query(Long.class)
                .single();
    }
}
