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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A password is the same one, or refused for the same reason, whichever way it comes. */
class PasswordInputIT {

    private static final String PASSWORD = "violet-harbour-91-lamp";

    private final ConnectionSettings settings = TestDatabase.fresh();

    private Cli cli() {
        return Cli.on(settings);
    }

    private Verdict verify(String username, String password) {
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
}
