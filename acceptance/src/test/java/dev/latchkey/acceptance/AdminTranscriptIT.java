package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an administrator types at a shell, noun by noun, and what the real {@code latchkey} prints on a real database.
 * A line of a transcript that begins with {@code $ } is typed; the lines after it are what is printed, standard error
 * included, "…" for anything; {@code [4]} is the exit code unless it is 0.
 */
class AdminTranscriptIT {

    private static final Path TRANSCRIPTS = Path.of("src/test/resources/transcripts");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user",
                "client",
                "session",
                "consent",
                "scope",
                "key",
                "ban",
                "resource",
                "audit",
                "doctor",
                "completion"
            })
    void noServerIsNeeded(String noun) throws IOException {
        try (Cluster database = new Cluster(directory, 0, Map.of())) {
            replay(noun, database);
        }
    }

    @Test
    void tokensThatAServerIssued() throws IOException {
        try (Cluster cluster = new Cluster(directory, 1, Map.of())) {
            replay("token", cluster);
        }
    }

    @Test
    void aDatabaseThatIsEmpty() throws IOException {
        try (Cluster database = new Cluster(directory, 0, Map.of())) {
            database.sql().sql("DROP SCHEMA public CASCADE").update();
            database.sql().sql("CREATE SCHEMA public").update();
            replay("db", database);
        }
    }

    private void replay(String noun, Cluster cluster) throws IOException {
        List<String> lines = Files.readAllLines(TRANSCRIPTS.resolve(noun + ".txt"));
        assertThat(lines.getFirst()).startsWith("$ ");
        try (Shell shell = cluster.shell(directory)) {
            int next = 0;
            while (next < lines.size()) {
                String command = lines.get(next).substring(2);
                List<String> expected = new ArrayList<>();
                for (next++; next < lines.size() && !lines.get(next).startsWith("$ "); next++) {
                    expected.add(lines.get(next));
                }
                assertThat(printed(shell.run(command)))
                        .as(command)
                        .matches(Tour.exactly(String.join("\n", expected).strip()));
            }
        }
    }

    private static String printed(Shell.Result result) {
        return result.exitCode() == 0 ? result.output() : (result.output() + "\n[" + result.exitCode() + "]").strip();
    }
}
