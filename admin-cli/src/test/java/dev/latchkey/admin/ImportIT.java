package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.Credentials;
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
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
                .isEqualTo("{\"lines\":2,\"added\":2,\"existing\":0,\"bad\":0,\"incomplete\":0}\n");
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
    void hashesAreTakenAsOtherSystemsWriteThemOrCalledByTheirNames() throws IOException {
        String lines = """
            {"username":"bob","password_hash":"argon2$argon2id$v=19$m=102400,t=2,p=8$NMbY+7/3/t+7N2bsvTcGIA$uubTTzgVFLs/nohl6RNcrA"}
            {"username":"alice","password_hash":"{CRYPT}$2y$05$E488K6gV5OSIepzOSM0jKuKjXKwDRnnRxlYhqar2a27TlwyRZ7FZO"}
            {"username":"carol","password_hash":"bcrypt_sha256$$2b$12$HsN51K/HxzOim7IelV6TkuSwk0P5h.hXKeDpa1M7lKEeXq6.vubmq"}
            {"username":"dave","password_hash":"$argon2id$v=19$m=262144,t=3,p=1$NMbY+7/3/t+7N2bsvTcGIA$uubTTzgVFLs/nohl6RNcrA"}
            """;
        run("users.jsonl", lines, "--errors", errors.toString());
        assertThat(Files.readString(errors)).isEqualTo("""
            3\tThe password hash is bcrypt_sha256; argon2 (version 19) and bcrypt can be imported. Leave password_hash out and set has_password to true: the user is imported, reported, and needs a new password.
            4\tThe password hash is argon2 with m=262144, t=3, p=1; m may be at most 131072 (latchkey.password.max-hash-memory). Leave password_hash out and set has_password to true: the user is imported, reported, and needs a new password.
            """);
        assertThat(new Passwords()
                        .verify("amber-station-17-coat", credentials("bob").passwordHash()))
                .isEqualTo(Verdict.MATCH);
        assertThat(new Passwords()
                        .verify("violet-harbour-91-lamp", credentials("alice").passwordHash()))
                .isEqualTo(Verdict.MATCH_OUTDATED);
        Path file = directory.resolve("users.jsonl");
        assertThat(Cli.on(settings)
                        .with("LATCHKEY_PASSWORD_MAX_HASH_MEMORY", "256MB")
                        .run("user", "import", file.toString())
                        .err())
                .contains("added 1 users; 2 exist already, 1 bad lines");
        assertThat(Cli.on(settings)
                        .with("LATCHKEY_PASSWORD_MAX_HASH_MEMORY", "much")
                        .run("user", "import", file.toString())
                        .err())
                .isEqualTo(
                        "latchkey: LATCHKEY_PASSWORD_MAX_HASH_MEMORY is 'much': latchkey.password.max-hash-memory is a"
                                + " size from 20MB to 1024MB, such as 128MB.\n");
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
        assertThat(run("half.csv", half, "-o", "csv").out()).endsWith("1500,1500,0,0,0\n");
        assertThat(run("whole.csv", csv, "-o", "csv").out()).endsWith("2500,1000,1500,0,0\n");
        assertThat(run("whole.csv", csv, "-o", "csv").out()).endsWith("2500,0,2500,0,0\n");
        assertThat(Cli.on(settings)
                        .run("user", "list", "--limit", "0", "-o", "id")
                        .out())
                .hasLineCount(2_500);
    }

    @Test
    void twoLinesThatNormaliseToOneNameAreABadLine() throws IOException {
        String csv = "username\nJSmith\nann\njsmith\n\uFF2Asmith\n";
        Result result = run("users.csv", csv, "--errors", errors.toString());
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("added 2 users; 0 exist already, 2 bad lines\n");
        assertThat(Files.readAllLines(errors))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("4\t").contains("line 2"),
                        line -> assertThat(line).startsWith("5\t").contains("line 2"));
        Result again = run("users.csv", csv, "-o", "csv");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.out()).endsWith("4,0,2,2,0\n");
        assertThat(run("good.csv", "username\nJSmith\nann\n").exitCode()).isZero();
    }

    @Test
    void twoLinesMeetAcrossBatchesAlsoInADryRun() throws IOException {
        String csv = "username\n"
                + IntStream.range(0, 2_500).mapToObj(i -> "u" + i + "\n").collect(Collectors.joining())
                + "U7\nu2499\n";
        for (String[] options : new String[][] {{"--dry-run"}, {}}) {
            String[] args = Stream.concat(Stream.of(options), Stream.of("--errors", errors.toString()))
                    .toArray(String[]::new);
            assertThat(run("many.csv", csv, args).exitCode()).isEqualTo(1);
            assertThat(Files.readAllLines(errors))
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith("2502\t").contains("line 9:"),
                            line -> assertThat(line).startsWith("2503\t").contains("line 2501:"));
        }
    }

    @Test
    void badLinesAreToldInTheirOrderAndWithoutGrowing() throws IOException {
        String lines = "{\"username\":\"a b\"}\n".repeat(3_000) + "{\"username\":\"ok\"}\n";
        assertThat(run("bad.jsonl", lines, "--errors", errors.toString()).err())
                .isEqualTo("added 1 users; 0 exist already, 3000 bad lines\n");
        assertThat(Files.readAllLines(errors))
                .hasSize(3_000)
                .element(2_999)
                .asString()
                .startsWith("3000\t");
    }

    @Test
    void anIdIsKept() throws IOException {
        String id = "9d2b8f6e-5c1a-4f0e-8a57-1f0c5d3e7b42";
        String line = "{\"id\":\"" + id + "\",\"username\":\"mover\"}\n";
        assertThat(run("ids.jsonl", line).err()).isEqualTo("added 1 users; 0 exist already, 0 bad lines\n");
        assertThat(credentials("mover").userId()).hasToString(id);
        assertThat(run("ids.jsonl", line, "-o", "csv").out()).endsWith("1,0,1,0,0\n");
        assertThat(Cli.on(settings).run("user", "show", id, "-o", "csv").out()).contains(id + ",mover,");
        assertThat(Cli.on(settings).run("user", "show", "9d2b", "-o", "id").out())
                .isEqualTo(id + "\n");
    }

    @Test
    void anIdThatIsTakenIsABadLine() throws IOException {
        Cli.on(settings).run("client", "add", "shop", "--grant", "password");
        String ofClient =
                Cli.on(settings).run("client", "show", "shop", "-o", "id").out().strip();
        String first = "11111111-aaaa-4bbb-8ccc-000000000001";
        String second = "11111111-aaaa-4bbb-8ccc-000000000002";
        assertThat(run("a.csv", "id,username\n" + first + ",one\n").exitCode()).isZero();
        String csv = "id,username\n" // line 1
                + first + ",other\n" // of one
                + second + ",one\n" // another id for one
                + ofClient + ",three\n"
                + second + ",four\n" // good: line 3 was not added
                + second.toUpperCase(Locale.ROOT) + ",five\n"
                + "00000000-0000-0000-0000-000000000000,six\n"
                + "ffffffff-ffff-ffff-ffff-ffffffffffff,seven\n"
                + "1-2-3-4-5,eight\n"
                + "4711,nine\n"
                + "auth0|60425dc4,ten\n"
                + ",eleven\n";
        Result result = run("b.csv", csv, "--errors", errors.toString(), "-o", "csv");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(Files.readAllLines(errors).stream()
                        .map(line -> line.substring(0, line.indexOf('\t')))
                        .toList())
                .containsExactly("2", "3", "4", "5", "6", "7", "8", "9", "10", "11");
        assertThat(result.out()).endsWith("11,1,0,10,0\n");
    }

    @Test
    void whatIsListedCanBeImported() throws IOException {
        ConnectionSettings elsewhere = TestDatabase.fresh();
        String bcrypt = new BCryptPasswordEncoder(4).encode("correct horse battery");
        run(
                "users.csv",
                "username,email,full_name,scopes,password_hash,disabled\n"
                        + "ann,ann@example.com,\"Ann, A\",read write," + bcrypt + ",false\n"
                        + "ben,,,,,true\ncid,,,,,\n");
        for (String format : List.of("jsonl", "csv")) {
            ConnectionSettings there = format.equals("csv") ? TestDatabase.fresh() : elsewhere;
            String list = Cli.on(settings)
                    .run("user", "list", "--limit", "0", "-o", format)
                    .out();
            Path file = Files.writeString(directory.resolve("list." + format), list);
            Result result = Cli.on(there).run("user", "import", file.toString(), "--errors", errors.toString());
            assertThat(result.exitCode()).isZero();
            assertThat(result.err())
                    .isEqualTo("added 3 users; 0 exist already, 0 bad lines; 3 were added without all that their line"
                            + " has\n");
            assertThat(Files.readString(errors))
                    .containsPattern("(?m)^\\d\t.*Not carried over: has_password, created_at, password_changed_at\\.$")
                    .containsPattern("(?m)^\\d\t.*Not carried over: created_at, disabled_at\\.$")
                    .containsPattern("(?m)^\\d\t.*Not carried over: created_at\\.$");
            String again = Cli.on(there)
                    .run("user", "list", "--limit", "0", "-o", format)
                    .out();
            for (String kept : List.of("id", "username", "email", "full_name", "scopes", "status")) {
                assertThat(column(again, format, kept)).as(kept).isEqualTo(column(list, format, kept));
            }
        }
    }

    private static List<String> column(String list, String format, String name) {
        if (format.equals("jsonl")) {
            return list.lines()
                    .map(line -> String.valueOf(
                            dev.latchkey.admin.output.JsonObject.parse(line).get(name)))
                    .toList();
        }
        List<String> heading = List.of(list.lines().findFirst().orElseThrow().split(",", -1));
        return list.lines()
                .map(line -> line.replace("\"Ann, A\"", "Ann").split(",", -1)[heading.indexOf(name)])
                .toList();
    }

    @Test
    void statusAndDisabledAgree() throws IOException {
        String lines = """
            {"username":"a","status":"disabled"}
            {"username":"b","status":"active","disabled":false}
            {"username":"c","status":"active","disabled":true}
            {"username":"d","status":"gone"}
            {"username":"e","disabled_at":"2026-01-01T00:00:00Z"}
            """;
        run("status.jsonl", lines, "--errors", errors.toString());
        assertThat(Files.readString(errors))
                .containsPattern("(?m)^3\t.*contradict")
                .containsPattern("(?m)^4\t");
        assertThat(credentials("a").disabled()).isTrue();
        assertThat(credentials("b").disabled()).isFalse();
        assertThat(credentials("e").disabled()).isTrue();
    }

    @Test
    void theMessageNamesTheKindOfHashAndNotTheHash() throws IOException {
        String salt = "Zm9vYmFyU2FsdA";
        for (String[] hash : new String[][] {
            {"{SSHA}" + salt, "SSHA"},
            {"pbkdf2_sha256$870000$" + salt + "$x", "pbkdf2_sha256"},
            {"$6$" + salt + "$x", "SHA-512 crypt"},
            {"$pbkdf2-sha256$29000$" + salt, "pbkdf2-sha256"},
            {"!" + salt, "without a password"},
            {salt, "format that is not known"},
        }) {
            run(
                    "hash.jsonl",
                    "{\"username\":\"h\",\"password_hash\":\"" + hash[0] + "\"}\n",
                    "--errors",
                    errors.toString());
            assertThat(Files.readString(errors))
                    .startsWith("1\t")
                    .contains(hash[1])
                    .doesNotContain(salt);
        }
    }

    @Test
    void aNameWithASpaceIsExplained() throws IOException {
        assertThat(run("users.csv", "username\nJane Doe\n").err()).contains("has a space", "jane.doe");
    }

    @Test
    void aReportDoesNotOverwriteTheFileThatIsImported() throws IOException {
        String lines = "{\"username\":\"kept\"}\n";
        Path link = Files.createSymbolicLink(directory.resolve("link.jsonl"), directory.resolve("users.jsonl"));
        for (Path report : new Path[] {directory.resolve("users.jsonl"), link}) {
            Result result = run("users.jsonl", lines, "--errors", report.toString());
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err()).contains("name another one");
            assertThat(directory.resolve("users.jsonl")).hasContent(lines);
        }
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
