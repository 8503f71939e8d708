package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** What an import tells of users: by line and by name. */
class ImportReportIT {

    @TempDir
    Path directory;

    private final Importing importing = new Importing(() -> directory);

    @Test
    void theReportNamesUsers() throws IOException {
        String hash = new BCryptPasswordEncoder(4).encode("correct horse battery");
        String csv =
                "username,password_hash,scopes\nann," + hash + ",read\nben,,read\ncat,$9$,read\nann," + hash + ",\n";
        Result result =
                importing.run("users.csv", csv, "--errors", importing.errors().toString());
        assertThat(Files.readAllLines(importing.errors()))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("4\tcat: "),
                        line -> assertThat(line).startsWith("5\tann: The username is the same as on line 2"));
        assertThat(result.err())
                .contains("added 2 users; 0 exist already, 2 bad lines\n")
                .contains("kept      1  password\n", "kept      2  scopes\n")
                .contains("1 of them has no password: 'latchkey user set-password'");
    }

    @Test
    void usersOfAnotherSystemWithoutAPasswordAreReported() throws IOException {
        Result result = importing.run(
                "realm.json",
                "{\"users\":[{\"username\":\"ben\"}]}",
                "--from",
                "keycloak",
                "--errors",
                importing.errors().toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(Files.readString(importing.errors()))
                .isEqualTo("1\tben: The user was added. There is no password.\n");
        assertThat(result.err()).contains("1 of them has no password");
    }

    @Test
    void aFileThatIsNoJsonIsSaidOnce() throws IOException {
        for (String from : new String[] {"django", "keycloak", "auth0"}) {
            Result result = importing.run("users.csv", "username,email\nann,\nbob,\n", "--from", from);
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err()).contains("The file is not JSON").hasLineCount(1);
        }
    }
}
