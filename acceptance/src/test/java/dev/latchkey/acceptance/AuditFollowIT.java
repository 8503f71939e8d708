package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code latchkey audit list --follow} shows what others do, until somebody has seen enough. */
class AuditFollowIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What a shell says of a program that Ctrl-C ended: 128 and the number of SIGINT. */
    private static final int INTERRUPTED = 130;

    @TempDir
    private Path directory;

    @Test
    void whatHappensMeanwhileAppearsUntilCtrlC() throws IOException {
        try (Cluster database = new Cluster(directory, 0, Map.of());
                Shell shell = database.shell(directory)) {
            shell.run("latchkey user add alice --no-password");
            // A terminal sends Ctrl-C to a group of processes; only an interactive bash makes one of a job.
            shell.run("set -m; latchkey audit list --follow -o csv > seen 2> said & follower=$!");
            assertThat(appears("user.add,alice")).isTrue();
            shell.run("latchkey user disable alice --reason 'left the company'");
            long done = System.nanoTime();
            assertThat(appears("user.disable,alice")).isTrue();
            System.out.printf(
                    "A change appeared in audit list --follow after %d ms%n",
                    Duration.ofNanos(System.nanoTime() - done).toMillis());
            Shell.Result ended = shell.run("kill -INT -- -$follower; wait $follower");
            assertThat(ended.exitCode()).as(ended.output()).isEqualTo(INTERRUPTED);
            assertThat(Files.readString(directory.resolve("said"))).isEmpty();
            assertThat(Files.readString(directory.resolve("seen")).lines()).hasSize(3);
        }
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void aSignalStopsTheEmbeddedDatabaseToo(String signal, int exitCode) {
        try (Cluster unused = new Cluster(directory, 0, Map.of());
                Shell shell = unused.shell(directory)) {
            shell.run("unset ${!LATCHKEY_DB_@}; export LATCHKEY_HOME=$PWD/home; latchkey user add alice --no-password");
            shell.run("set -m; latchkey audit list --follow -o csv > seen 2> said & follower=$!");
            assertThat(appears("user.add,alice")).isTrue();
            assertThat(shell.run("ls home/data/postmaster.pid").exitCode()).isZero();
            Shell.Result ended = shell.run("kill -" + signal + " $follower; wait $follower");
            assertThat(ended.exitCode()).as(ended.output()).isEqualTo(exitCode);
            assertThat(shell.run("ls home/data/postmaster.pid").exitCode()).isNotZero();
            assertThat(shell.run("cat said").output()).isEmpty();
        }
    }

    @Test
    void aReaderThatHasSeenEnoughEndsIt() {
        try (Cluster database = new Cluster(directory, 0, Map.of());
                Shell shell = database.shell(directory)) {
            shell.run("latchkey user add alice --no-password");
            shell.run("{ latchkey audit list --follow -o id; echo $? > code; } 2> said | head -n 1 > seen &");
            assertThat(appears("1")).isTrue();
            // Nobody learns that a pipe is closed before there is something to write to it.
            shell.run("latchkey user disable alice");
            shell.run("wait");
            // As of any program that writes to a closed pipe: 128 + SIGPIPE.
            assertThat(shell.run("cat code said").output()).isEqualTo("141");
        }
    }

    private boolean appears(String text) {
        return Waiting.until(PATIENCE, () -> seen().contains(text));
    }

    private String seen() {
        try {
            Path file = directory.resolve("seen");
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
