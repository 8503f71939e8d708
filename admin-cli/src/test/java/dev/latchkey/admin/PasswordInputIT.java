package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.credential.Passwords;
import dev.latchkey.core.credential.Passwords.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A password is the same one, or refused for the same reason, whichever way it comes. */
class PasswordInputIT {

    private static final String PASSWORD = "violet-harbour-91-lamp";

    private static ConnectionSettings settings;

    @BeforeAll
    static void open() {
        settings = TestDatabase.fresh();
    }

    private static Cli cli() {
        return Cli.on(settings);
    }

    private static Verdict verify(String username, String password) {
        String hash = new Database(DataSources.direct(settings))
                .users()
                .findCredentials(new Username(username))
                .orElseThrow()
                .passwordHash();
        return new Passwords().verify(password, hash);
    }

    @Test
    void aFileAndStandardInputAreReadAlike(@TempDir Path directory) throws IOException {
        byte[] marked = ("\uFEFF  " + PASSWORD + "  \r\n").getBytes(StandardCharsets.UTF_8);
        Path file = Files.write(directory.resolve("password"), marked);
        assertThat(cli().input(marked)
                        .run("user", "add", "alike1", "--password-stdin")
                        .exitCode())
                .isZero();
        assertThat(cli().run("user", "add", "alike2", "--password-file", file.toString())
                        .exitCode())
                .isZero();
        for (String user : List.of("alike1", "alike2")) {
            assertThat(verify(user, "  " + PASSWORD + "  ")).isEqualTo(Verdict.MATCH);
        }
        byte[] latin = "p\u00e4ssword-of-sixteen".getBytes(StandardCharsets.ISO_8859_1);
        byte[] two = (PASSWORD + "\nmore\n").getBytes(StandardCharsets.UTF_8);
        for (var wrong :
                Map.of("is not UTF-8", latin, "has more than one line", two).entrySet()) {
            Files.write(file, wrong.getValue());
            Result fromFile = cli().run("user", "add", "alike3", "--password-file", file.toString());
            Result fromInput = cli().input(wrong.getValue()).run("user", "add", "alike3", "--password-stdin");
            for (Result result : List.of(fromFile, fromInput)) {
                assertThat(result.exitCode()).isEqualTo(2);
                assertThat(result.err())
                        .contains(wrong.getKey())
                        .doesNotContain(PASSWORD)
                        .hasLineCount(1);
            }
        }
    }

    @Test
    void aPasswordIsAskedForTwice() {
        assertThat(cli().atTerminal()
                        .typing(PASSWORD, PASSWORD)
                        .run("user", "add", "typed")
                        .exitCode())
                .isZero();
        assertThat(verify("typed", PASSWORD)).isEqualTo(Verdict.MATCH);
        Result different = cli().atTerminal().typing(PASSWORD, PASSWORD + "x").run("user", "add", "typed2");
        assertThat(different.exitCode()).isEqualTo(2);
        assertThat(different.err()).contains("not the same").doesNotContain(PASSWORD);
    }

    @Test
    void aPasswordComesFromAFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
        assertThat(cli().run("user", "add", "filed", "--password-file", file.toString())
                        .exitCode())
                .isZero();
        assertThat(verify("filed", PASSWORD)).isEqualTo(Verdict.MATCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "one-long-passphrase\nand-another-line\n"})
    void aPasswordOnStandardInputIsOneLine(String input) {
        assertThat(cli().input(input)
                        .run("user", "add", "lines", "--password-stdin")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void aPasswordOnStandardInputKeepsItsSpaces() {
        assertThat(cli().input("  " + PASSWORD + "  \r\n")
                        .run("user", "add", "spaces", "--password-stdin")
                        .exitCode())
                .isZero();
        assertThat(verify("spaces", "  " + PASSWORD + "  ")).isEqualTo(Verdict.MATCH);
    }

    @Test
    void aPasswordIsAsLongAsTheServerDemands() {
        assertThat(cli().with("LATCHKEY_PASSWORD_MIN_LENGTH", "8")
                        .input("kw7-hq2z")
                        .run("user", "add", "eight", "--password-stdin")
                        .exitCode())
                .isZero();
        Result result = cli().with("LATCHKEY_PASSWORD_MIN_LENGTH", "30")
                .input(PASSWORD)
                .run("user", "set-password", "eight", "--password-stdin");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("shorter than 30 characters");
        for (String wrong : List.of("abc", "0", "257", "-1", "8 9")) {
            assertThat(cli().with("LATCHKEY_PASSWORD_MIN_LENGTH", wrong)
                            .input(PASSWORD)
                            .run("user", "add", "x", "--password-stdin"))
                    .isEqualTo(new Result(
                            2,
                            "",
                            "latchkey: LATCHKEY_PASSWORD_MIN_LENGTH is '" + wrong
                                    + "': it has to be a number from 1 to 256.\n"));
        }
        assertThat(cli().with("LATCHKEY_PASSWORD_MIN_LENGTH", "")
                        .input("kw7-hq2z")
                        .run("user", "add", "empty", "--password-stdin")
                        .err())
                .contains("shorter than 12 characters");
    }

    @Test
    void aPasswordThatIsLikeTheServersNameIsRefused() {
        Result result = cli().with("LATCHKEY_ISSUER", "https://auth.kestrelworks.example")
                .input("Kestrelworks1")
                .run("user", "add", "x", "--password-stdin");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("too easy to guess").doesNotContain("Kestrel");
    }

    @Test
    void aGeneratedPasswordWorks() {
        String line =
                cli().run("user", "add", "generated", "--generate-password").out();
        assertThat(verify("generated", line.strip().split("\t", -1)[2])).isEqualTo(Verdict.MATCH);
    }
}
