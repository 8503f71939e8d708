package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without an external database the command uses the embedded one, and gives it its schema when it is empty. */
class EmbeddedIT {

    @TempDir
    Path directory;

    @Test
    void theFirstCommandMakesTheDatabaseAndLaterOnesFindIt() {
        Path home = directory.resolve("home");
        var first = Cli.at(home).run("user", "add", "alice", "--no-password");
        assertThat(first.exitCode()).isZero();
        assertThat(first.err())
                .startsWith("latchkey: Made a new database in " + home + ", which had none.\n")
                .hasLineCount(1);
        assertThat(Cli.at(home).run("user", "add", "bob", "--no-password").err())
                .isEmpty();
        assertThat(Cli.at(home).run("user", "list", "-o", "csv").out()).contains(",alice,");
        assertThat(Cli.at(home).run("db", "status", "-o", "json").out()).contains("\"schema\":\"current\"");
    }

    @Test
    void helpDoesNotStartIt() {
        Path home = directory.resolve("home");
        assertThat(Cli.at(home).run("user", "--help").exitCode()).isZero();
        assertThat(home).doesNotExist();
    }

    @Test
    void aCommandThatBeginsNothingRefusesAHomeWithoutADatabase() throws IOException {
        Path home = directory.resolve("home");
        Path file = Files.writeString(directory.resolve("it.yaml"), "version: 1\nscopes: []\n");
        for (String[] command : new String[][] {
            {"user", "list"},
            {"user", "disable", "alice"},
            {"user", "add", "alice", "--no-password", "--dry-run"},
            {"group", "add-member", "ops", "alice"},
            {"client", "update", "shop", "--name", "Shop"},
            {"token", "revoke", "--all"},
            {"key", "rotate"},
            {"audit", "list"},
            {"db", "status"},
            {"db", "purge"},
            {"doctor"},
            {"export"},
            {"apply", file.toString(), "--dry-run"}
        }) {
            var result = Cli.at(home).run(command);
            assertThat(result.exitCode()).as(String.join(" ", command)).isEqualTo(5);
            assertThat(result.out()).isEmpty();
            assertThat(result.err())
                    .startsWith("latchkey: There is no database in " + home + ": is the home right?")
                    .hasLineCount(1);
        }
        // It may begin, but makes no database only to show a plan.
        assertThat(Cli.at(home).run("apply", file.toString()).err()).contains("no terminal to ask at");
        assertThat(home).doesNotExist();
        assertThat(Cli.at(home).run("export", "--schema").exitCode()).isZero();
    }

    /** The file is mistyped, and perhaps the home too. */
    @Test
    void aFileThatCannotBeReadMakesNoDatabase() {
        Path home = directory.resolve("home");
        String missing = directory.resolve("nosuch.csv").toString();
        for (String[] command : new String[][] {
            {"user", "import", missing},
            {"user", "import", directory.toString(), "--format", "csv"},
            {"user", "add", "alice", "--password-file", missing},
            {"user", "add", "alice", "--password-file", directory.toString()},
            {"client", "add", "bank", "--profile", "service", "--auth", "private-key-jwt", "--jwks-file", missing},
            {"apply", missing, "--yes"}
        }) {
            var result = Cli.at(home).run(command);
            assertThat(result.exitCode()).as(String.join(" ", command)).isEqualTo(2);
            assertThat(result.err())
                    .as(String.join(" ", command))
                    .startsWith("latchkey: The")
                    .contains("file")
                    .contains(directory.toString())
                    .hasLineCount(1);
            assertThat(home).as(String.join(" ", command)).doesNotExist();
        }
    }

    @Test
    void aHomeThatCannotBeUsedIsFive() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        var result = Cli.at(file.resolve("home")).run("user", "add", "alice", "--no-password");
        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.err())
                .doesNotContain("java.", "Exception")
                .startsWith("latchkey: The embedded database is not available")
                .hasLineCount(1);
    }
}
