package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launchers take from {@code etc/latchkey.env} and from the credentials of systemd. */
class MachineSettingsTest {

    @TempDir
    private Path directory;

    /** Reads a file with this text as {@code bin/latchkey} does, and prints the variables and the exit code. */
    private String read(String text, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("latchkey.env"), text);
        return bash(
                ". ../bin/start; . ../bin/read-settings; read_settings \"$@\" || echo \"code $?\"; env | grep"
                        + " ^LATCHKEY_ | sort",
                environment,
                Stream.concat(Stream.of(file.toString()), Stream.of(arguments)).toArray(String[]::new));
    }

    private String bash(String script, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        Stream.concat(Stream.of("bash", "-euc", script, "bash"), Stream.of(arguments))
                                .toList())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("LATCHKEY_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        process.waitFor();
        return printed;
    }

    @Test
    void linesAreReadAsSystemdReadsThem() throws IOException, InterruptedException {
        assertThat(read(
                        "# a comment\n; another\n\n  LATCHKEY_HOME = /x\n".replace(" = ", "=")
                                + "LATCHKEY_ISSUER=\"https://id example\"\t\nLATCHKEY_DB_USER='a $b `c`'\r\n"
                                + "LATCHKEY_DB_URL=\nPATH=/evil\nLATCHKEY_X=a=b#c",
                        Map.of()))
                .isEqualTo("""
                    LATCHKEY_DB_USER=a $b `c`
                    LATCHKEY_HOME=/x
                    LATCHKEY_ISSUER=https://id example
                    LATCHKEY_X=a=b#c\
                    """);
    }

    @Test
    void noLineIsRun() throws IOException, InterruptedException {
        Path run = directory.resolve("run");
        assertThat(read("LATCHKEY_HOME=$(touch " + run + ")`touch " + run + "`", Map.of()))
                .isEqualTo("LATCHKEY_HOME=$(touch " + run + ")`touch " + run + "`");
        assertThat(run).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "touch /x",
                "export LATCHKEY_HOME=/x",
                "a[$(touch x)]=1",
                "LATCHKEY_HOME=/x\\",
                "LATCHKEY_HOME=\"/x",
                "LATCHKEY_HOME=it's"
            })
    void aLineThatSystemdWouldReadInAnotherWayIsNamed(String line) throws IOException, InterruptedException {
        assertThat(read("# first\n" + line + "\nLATCHKEY_HOME=/y", Map.of()))
                .startsWith("latchkey: " + directory.resolve("latchkey.env") + ", line 2, is not NAME=VALUE")
                .endsWith("code 2");
    }

    @Test
    void aVariableThatIsSetWins() throws IOException, InterruptedException {
        assertThat(read("LATCHKEY_HOME=/x\nLATCHKEY_DB_USER=file", Map.of("LATCHKEY_DB_USER", "mine")))
                .isEqualTo("LATCHKEY_DB_USER=mine\nLATCHKEY_HOME=/x");
    }

    /** Otherwise the password of this machine's database would be sent to that one. */
    @Test
    void nothingIsTakenForAnotherDatabase() throws IOException, InterruptedException {
        String file = "LATCHKEY_DB_URL=jdbc:here\nLATCHKEY_DB_PASSWORD_FILE=/secret";
        for (String name : List.of("LATCHKEY_DB_URL", "LATCHKEY_HOME")) {
            assertThat(read(file, Map.of(name, "there"))).isEqualTo(name + "=there");
        }
        for (String option : List.of("--db-url=jdbc:there", "--home")) {
            assertThat(read(file, Map.of(), "user", "list", option, "there")).isEmpty();
        }
    }

    /** Words in the value of an option ask for nothing. */
    @Test
    void onlyHelpAndCompletionsNeedNoSettings() throws IOException, InterruptedException {
        String script = ". ../bin/read-settings; if needs_settings \"$@\"; then echo yes; else echo no; fi";
        for (String reason : List.of("after completion of it", "see latchkey -h now", "--help me", "completion")) {
            assertThat(bash(script, Map.of(), "user", "disable", "alice", "--reason", reason))
                    .isEqualTo("yes");
        }
        assertThat(bash(script, Map.of())).isEqualTo("no");
        for (String line : List.of("--help", "user list -h", "--version", "completion bash")) {
            assertThat(bash(script, Map.of(), line.split(" "))).isEqualTo("no");
        }
    }

    @Test
    void aFileThatNamesNoDatabaseIsRefused() throws IOException, InterruptedException {
        assertThat(read("LATCHKEY_ISSUER=https://id.example", Map.of()))
                .contains("names no database")
                .contains("code 2");
        assertThat(bash(
                        ". ../bin/read-settings; read_settings /nonexistent/latchkey.env || echo \"code $?\"",
                        Map.of()))
                .startsWith("latchkey: /nonexistent/latchkey.env cannot be read.")
                .endsWith("code 5");
    }

    @Test
    void credentialsAreTheFilesOfSettings() throws IOException, InterruptedException {
        for (String name : List.of("latchkey_db-password", "latchkey_master-key", "latchkey_master-key~", "other")) {
            Files.writeString(directory.resolve(name), "secret");
        }
        assertThat(bash(
                        ". ../bin/start; env | grep ^LATCHKEY_ | sort",
                        Map.of("CREDENTIALS_DIRECTORY", directory.toString(), "LATCHKEY_DB_PASSWORD_FILE", "/other")))
                .isEqualTo("LATCHKEY_DB_PASSWORD_FILE=" + directory + "/latchkey_db-password\n"
                        + "LATCHKEY_MASTER_KEY_FILE=" + directory + "/latchkey_master-key");
    }
}
