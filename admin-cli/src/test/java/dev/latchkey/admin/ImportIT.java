package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.db.Database;
import dev.latchkey.db.TestDatabase;
import dev.latchkey.db.connection.ConnectionSettings;
import dev.latchkey.db.connection.DataSources;
import dev.latchkey.db.user.Credentials;
import dev.latchkey.db.user.Passwords;
import dev.latchkey.db.user.Passwords.Verdict;
import dev.latchkey.db.user.Username;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** Importing users: what is good gets in once, what is bad is told by its line. */
class ImportIT {

    @TempDir
    Path directory;

    private final ConnectionSettings settings = TestDatabase.fresh();
    private final Database database = new Database(DataSources.direct(settings));
    private Path errors = Path.of("");

    @BeforeEach
    void errors() {
        errors = directory.resolve("errors.txt");
    }

    private Result run(String name, String content, String... options) throws IOException {
        Path file = Files.writeString(directory.resolve(name), content);
        String[] args = new String[options.length + 3];
        args[0] = "user";
        args[1] = "import";
        args[2] = file.toString();
        System.arraycopy(options, 0, args, 3, options.length);
        return Cli.on(settings).run(args);
    }

    private Credentials credentials(String username) {
        return database.users().findCredentials(new Username(username)).orElseThrow();
    }

    @Test
    void everyFieldOfCsvArrives() throws IOException {
        String bcrypt = new BCryptPasswordEncoder(4).encode("correct horse battery");
        String csv = "\uFEFFusername,email,full_name,scopes,password_hash,disabled\r\n"
                + "Ann,ann@example.com,\"Ann, \"\"A\"\"\",read write," + bcrypt.replace("$2a$", "$2b$") + ",false\r\n"
                + "ben,,,,{bcrypt}" + bcrypt + ",true\r\n";
        assertThat(run("users.csv", csv, "--reason", "moving in").err())
                .isEqualTo("added 2 users; 0 exist already, 0 bad lines\n");
        assertThat(new Passwords()
                        .verify("correct horse battery", credentials("ann").passwordHash()))
                .isEqualTo(Verdict.MATCH_OUTDATED);
        assertThat(credentials("ben").disabled()).isTrue();
        assertThat(Cli.on(settings).run("user", "show", "ann", "-o", "json").out())
                .contains("\"ann@example.com\"", "\"Ann, \\\"A\\\"\"", "[\"read\",\"write\"]", "\"active\"");
        assertThat(Cli.on(settings).run("audit", "list").out()).contains("user.import", "moving in", "users.csv");
    }

    @Test
    void everyFieldOfJsonLinesArrives() throws IOException {
        String lines = """
                {"username":"cid","email":"c@example.com","full_name":"Cid","scopes":["a","b"],"disabled":true}
                {"username":"dot","scopes":"a b","password":"violet-harbour-91-lamp","email":null}

                """;
        assertThat(run("users.jsonl", lines, "-o", "json").out())
                .isEqualTo("{\"lines\":2,\"added\":2,\"existing\":0,\"bad\":0}\n");
        assertThat(credentials("cid").disabled()).isTrue();
        assertThat(new Passwords()
                        .verify("violet-harbour-91-lamp", credentials("dot").passwordHash()))
                .isEqualTo(Verdict.MATCH);
    }

    @Test
    void badLinesAreToldByNumberAndTheOthersGetIn() throws IOException {
        String csv = "username,email,disabled\n" // line 1
                + "good1,,\n"
                + "\"unbalanced,,\n"
                + "-dash,,\n"
                + "x,not-an-address,\n"
                + "x\n"
                + "x,,perhaps\n"
                + ",,\n"
                + "x".repeat(70_000) + ",,\n"
                + "a\"b\"c,,\n"
                + "good2,,\n";
        Result result = run("users.csv", csv, "--errors", errors.toString());
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).startsWith("added ").contains(" bad lines").hasLineCount(1);
        assertThat(Files.readString(errors)
                        .lines()
                        .map(line -> line.substring(0, line.indexOf('\t')))
                        .toList())
                .contains("3", "4", "5", "6", "7", "8", "9")
                .doesNotContain("2", "11");
        assertThat(credentials("good1").disabled()).isFalse();
        assertThat(credentials("good2").disabled()).isFalse();
    }

    @Test
    void badJsonIsToldByNumberAndTheOthersGetIn() throws IOException {
        String lines = "{\"username\":\"ok1\"}\n{\"username\":\"x\"\n[1]\n{\"user\":\"x\"}\n{\"username\":7}\n"
                + "{\"username\":\"x\",\"password_hash\":\"md5\"}\n{\"username\":\"x\",\"password\":\"short\"}\n"
                + "{\"username\":\"x\",\"username\":\"y\"}\n" + "{\"a\":".repeat(5_000) + "\n{\"username\":\"ok2\"}";
        run("users.jsonl", lines, "--errors", errors.toString());
        assertThat(Files.readString(errors)
                        .lines()
                        .map(line -> line.substring(0, line.indexOf('\t')))
                        .toList())
                .containsExactly("2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(Files.readString(errors)).doesNotContain("md5", "short\"");
        assertThat(credentials("ok2").disabled()).isFalse();
    }

    @Test
    void bytesThatAreNotUtf8SpoilOneLineOnly() throws IOException {
        Path file = Files.write(
                directory.resolve("latin1.csv"), "username\nzo\u00eb\nok\n".getBytes(StandardCharsets.ISO_8859_1));
        Result result = Cli.on(settings).run("user", "import", file.toString());
        assertThat(result.err()).contains("line 2: The line is not UTF-8.", "added 1 users");
    }

    @Test
    void aSecondRunDoublesNothing() throws IOException {
        String csv = "username\n"
                + IntStream.range(0, 2_500).mapToObj(i -> "u" + i + "\n").collect(Collectors.joining());
        String half = csv.substring(0, csv.indexOf("u1500\n"));
        assertThat(run("half.csv", half, "-o", "csv").out()).endsWith("1500,1500,0,0\n");
        assertThat(run("whole.csv", csv, "-o", "csv").out()).endsWith("2500,1000,1500,0\n");
        assertThat(run("whole.csv", csv, "-o", "csv").out()).endsWith("2500,0,2500,0\n");
        assertThat(Cli.on(settings)
                        .run("user", "list", "--limit", "0", "-o", "id")
                        .out())
                .hasLineCount(2_500);
    }

    @Test
    void aDryRunChangesNothing() throws IOException {
        assertThat(run("users.csv", "username\nu1\nu2\n", "--dry-run").err()).startsWith("would have added 2 users;");
        assertThat(Cli.on(settings).run("user", "list").out()).isEmpty();
    }

    @Test
    void aFileThatCannotBeMeantIsAMistake() throws IOException {
        assertThat(run("users.txt", "username\n").err()).contains("--format csv");
        assertThat(run("users.txt", "username\nu1\n", "--format", "csv").exitCode())
                .isZero();
        assertThat(run("a.csv", "").err()).contains("The file is empty");
        assertThat(run("b.csv", "username,shoe_size\n").err()).contains("'shoe_size'", "full_name");
        assertThat(run("c.csv", "email\n").exitCode()).isEqualTo(2);
        assertThat(run("d.csv", "username,username\n").exitCode()).isEqualTo(2);
        assertThat(Cli.on(settings)
                        .run("user", "import", directory.resolve("none.csv").toString())
                        .exitCode())
                .isEqualTo(2);
    }
}
