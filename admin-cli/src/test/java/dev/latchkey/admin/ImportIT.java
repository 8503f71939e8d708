package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.credential.Passwords;
import dev.latchkey.core.credential.Passwords.Verdict;
import dev.latchkey.core.family.Scopes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** Importing users: what is good gets in, and once. */
class ImportIT {

    @TempDir
    Path directory;

    private final Importing importing = new Importing(() -> directory);

    @Test
    void everyFieldOfCsvArrives() throws IOException {
        String bcrypt = new BCryptPasswordEncoder(4).encode("correct horse battery");
        String csv = "\uFEFFusername,email,full_name,scopes,password_hash,disabled\r\n"
                + "Ann,ann@example.com,\"Ann, \"\"A\"\"\",read write," + bcrypt.replace("$2a$", "$2b$") + ",false\r\n"
                + "ben,,,,{bcrypt}" + bcrypt + ",true\r\n";
        assertThat(importing.run("users.csv", csv, "--reason", "moving in").err())
                .contains("added 2 users; 0 exist already, 0 bad lines\n", "1 of them has no scope");
        assertThat(new Passwords()
                        .verify(
                                "correct horse battery",
                                importing.credentials("ann").passwordHash()))
                .isEqualTo(Verdict.MATCH_OUTDATED);
        assertThat(importing.credentials("ben").disabled()).isTrue();
        assertThat(Cli.on(importing.settings())
                        .run("user", "show", "ann", "-o", "json")
                        .out())
                .contains("\"ann@example.com\"", "\"Ann, \\\"A\\\"\"", "[\"read\",\"write\"]", "\"active\"");
        assertThat(Cli.on(importing.settings()).run("audit", "list").out())
                .contains("user.import", "moving in", "users.csv");
    }

    @Test
    void everyFieldOfJsonLinesArrives() throws IOException {
        String lines = """
            {"username":"cid","email":"c@example.com","full_name":"Cid","scopes":["a","b"],"disabled":true}
            {"username":"dot","scopes":"a b","password":"violet-harbour-91-lamp","email":null}

            """;
        assertThat(importing.run("users.jsonl", lines, "-o", "json").out())
                .isEqualTo("{\"lines\":2,\"added\":2,\"existing\":0,\"bad\":0,\"incomplete\":0}\n");
        assertThat(importing.credentials("cid").disabled()).isTrue();
        assertThat(new Passwords()
                        .verify(
                                "violet-harbour-91-lamp",
                                importing.credentials("dot").passwordHash()))
                .isEqualTo(Verdict.MATCH);
    }

    @Test
    void hashesAreTakenAsOtherSystemsWriteThemOrCalledByTheirNames() throws IOException {
        String lines = """
            {"username":"bob","password_hash":"argon2$argon2id$v=19$m=102400,t=2,p=8$NMbY+7/3/t+7N2bsvTcGIA$uubTTzgVFLs/nohl6RNcrA"}
            {"username":"alice","password_hash":"{CRYPT}$2y$05$E488K6gV5OSIepzOSM0jKuKjXKwDRnnRxlYhqar2a27TlwyRZ7FZO"}
            {"username":"carol","password_hash":"bcrypt_sha256$$2b$12$HsN51K/HxzOim7IelV6TkuSwk0P5h.hXKeDpa1M7lKEeXq6.vubmq"}
            {"username":"dave","password_hash":"$argon2id$v=19$m=262144,t=3,p=1$NMbY+7/3/t+7N2bsvTcGIA$uubTTzgVFLs/nohl6RNcrA"}
            """;
        importing.run("users.jsonl", lines, "--errors", importing.errors().toString());
        assertThat(Files.readString(importing.errors())).isEqualTo("""
            4\tdave: The password hash is argon2 with m=262144, t=3, p=1; m may be at most 131072 (latchkey.password.max-hash-memory). Leave password_hash out and set has_password to true: the user is imported, reported, and needs a new password.
            """);
        assertThat(new Passwords()
                        .verify(
                                "amber-station-17-coat",
                                importing.credentials("bob").passwordHash()))
                .isEqualTo(Verdict.MATCH_OUTDATED);
        assertThat(new Passwords()
                        .verify(
                                "violet-harbour-91-lamp",
                                importing.credentials("alice").passwordHash()))
                .isEqualTo(Verdict.MATCH_OUTDATED);
        Path file = directory.resolve("users.jsonl");
        assertThat(Cli.on(importing.settings())
                        .with("LATCHKEY_PASSWORD_MAX_HASH_MEMORY", "256MB")
                        .run("user", "import", file.toString())
                        .err())
                .contains("added 1 user; 3 exist already, 0 bad lines");
        for (String wrong : List.of("much", "19MB", "2GB", "-1")) {
            assertThat(Cli.on(importing.settings())
                            .with("LATCHKEY_PASSWORD_MAX_HASH_MEMORY", wrong)
                            .run("user", "import", file.toString())
                            .err())
                    .isEqualTo("latchkey: LATCHKEY_PASSWORD_MAX_HASH_MEMORY is '" + wrong
                            + "': it has to be a size from 20MB to 1024MB, such as 128MB.\n");
        }
    }

    @Test
    void aSecondRunDoublesNothing() throws IOException {
        String csv = "username\n"
                + IntStream.range(0, 2_500).mapToObj(i -> "u" + i + "\n").collect(Collectors.joining());
        String half = csv.substring(0, csv.indexOf("u1500\n"));
        assertThat(importing.run("half.csv", half, "-o", "csv").out()).endsWith("1500,1500,0,0,0\n");
        assertThat(importing.run("whole.csv", csv, "-o", "csv").out()).endsWith("2500,1000,1500,0,0\n");
        assertThat(importing.run("whole.csv", csv, "-o", "csv").out()).endsWith("2500,0,2500,0,0\n");
        assertThat(Cli.on(importing.settings())
                        .run("user", "list", "--limit", "0", "-o", "id")
                        .out())
                .hasLineCount(2_500);
    }

    @Test
    void anIdIsKept() throws IOException {
        String id = "9d2b8f6e-5c1a-4f0e-8a57-1f0c5d3e7b42";
        String line = "{\"id\":\"" + id + "\",\"username\":\"mover\"}\n";
        assertThat(importing.run("ids.jsonl", line).err()).startsWith("added 1 user; 0 exist already, 0 bad lines\n");
        assertThat(importing.credentials("mover").userId()).hasToString(id);
        assertThat(importing.run("ids.jsonl", line, "-o", "csv").out()).endsWith("1,0,1,0,0\n");
        assertThat(Cli.on(importing.settings())
                        .run("user", "show", id, "-o", "csv")
                        .out())
                .contains(id + ",mover,");
        assertThat(Cli.on(importing.settings())
                        .run("user", "show", "9d2b", "-o", "id")
                        .out())
                .isEqualTo(id + "\n");
    }

    @Test
    void whatIsListedCanBeImported() throws IOException {
        ConnectionSettings elsewhere = TestDatabase.fresh();
        String bcrypt = new BCryptPasswordEncoder(4).encode("correct horse battery");
        importing.run(
                "users.csv",
                "username,email,full_name,scopes,password_hash,disabled\n"
                        + "ann,ann@example.com,\"Ann, A\",read write," + bcrypt + ",false\n"
                        + "ben,,,,,true\ncid,,,,,\n");
        for (String format : List.of("jsonl", "csv")) {
            ConnectionSettings there = format.equals("csv") ? TestDatabase.fresh() : elsewhere;
            String list = Cli.on(importing.settings())
                    .run("user", "list", "--limit", "0", "-o", format)
                    .out();
            Path file = Files.writeString(directory.resolve("list." + format), list);
            Result result = Cli.on(there)
                    .run(
                            "user",
                            "import",
                            file.toString(),
                            "--errors",
                            importing.errors().toString());
            assertThat(result.exitCode()).isZero();
            assertThat(result.err())
                    .startsWith("added 3 users; 0 exist already, 0 bad lines; 3 were added without all that their line"
                            + " has\n");
            assertThat(Files.readString(importing.errors()))
                    .containsPattern("(?m)^\\d\t.*Not carried over: has_password, created_at, password_changed_at\\.$")
                    .containsPattern("(?m)^\\d\t.*Not carried over: created_at, disabled_at\\.$")
                    .containsPattern("(?m)^\\d\t.*Not carried over: created_at\\.$");
            String again = Cli.on(there)
                    .run("user", "list", "--limit", "0", "-o", format)
                    .out();
            for (String kept :
                    List.of("id", "username", "email", "full_name", "scopes", "own_scopes", "status", "valid_until")) {
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
        importing.run("status.jsonl", lines, "--errors", importing.errors().toString());
        assertThat(Files.readString(importing.errors()))
                .containsPattern("(?m)^3\t.*contradict")
                .containsPattern("(?m)^4\t");
        assertThat(importing.credentials("a").disabled()).isTrue();
        assertThat(importing.credentials("b").disabled()).isFalse();
        assertThat(importing.credentials("e").disabled()).isTrue();
    }

    /** As user list prints them: the groups themselves stay behind, and with them what they give. */
    @Test
    void endsAndOwnScopesAreImported() throws IOException {
        String lines = """
            {"username":"ended","status":"expired","valid_until":"2020-01-31T00:00:00Z"}
            {"username":"ending","status":"active","valid_until":"2199-01-31T00:00:00Z"}
            {"username":"member","scopes":["a","b"],"own_scopes":["a"],"groups":["ops"]}
            {"username":"wrong","valid_until":"2199-01-31"}
            """;
        importing.run("ends.jsonl", lines, "--errors", importing.errors().toString());
        assertThat(Files.readString(importing.errors()))
                .containsPattern("(?m)^3\t.*Not carried over: groups\\.$")
                .containsPattern("(?m)^4\t.*valid_until");
        assertThat(importing.credentials("ended").disabled()).isTrue();
        assertThat(importing.credentials("ending").disabled()).isFalse();
        assertThat(importing.credentials("member").scopes()).isEqualTo(Scopes.parse("a"));
    }

    @Test
    void aReportDoesNotOverwriteTheFileThatIsImported() throws IOException {
        String lines = "{\"username\":\"kept\"}\n";
        Path link = Files.createSymbolicLink(directory.resolve("link.jsonl"), directory.resolve("users.jsonl"));
        for (Path report : new Path[] {directory.resolve("users.jsonl"), link}) {
            Result result = importing.run("users.jsonl", lines, "--errors", report.toString());
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err()).contains("name another one");
            assertThat(directory.resolve("users.jsonl")).hasContent(lines);
        }
    }

    @Test
    void aDryRunChangesNothing() throws IOException {
        assertThat(importing.run("users.csv", "username\nu1\nu2\n", "--dry-run").err())
                .startsWith("would have added 2 users;");
        assertThat(Cli.on(importing.settings()).run("user", "list").out()).isEmpty();
    }

    @Test
    void aDryRunDoesNotReportAsDoneWhatItTookBack() throws IOException {
        String lines = "{\"username\":\"u1\",\"has_password\":true}\n";
        Result dry = importing.run(
                "users.jsonl",
                lines,
                "--dry-run",
                "--errors",
                importing.errors().toString());
        assertThat(dry.err())
                .startsWith("would have added 1 user; 0 exist already, 0 bad lines; 1 would have been added without all"
                        + " that their line has\n");
        assertThat(Files.readString(importing.errors()))
                .isEqualTo("1\tu1: The user would have been added. Not carried over: has_password.\n");
        importing.run("users.jsonl", lines, "--errors", importing.errors().toString());
        assertThat(Files.readString(importing.errors()))
                .isEqualTo("1\tu1: The user was added. Not carried over: has_password.\n");
    }

    @Test
    void aFileThatCannotBeMeantIsAMistake() throws IOException {
        assertThat(importing.run("users.txt", "username\n").err()).contains("--format csv");
        assertThat(importing
                        .run("users.txt", "username\nu1\n", "--format", "csv")
                        .exitCode())
                .isZero();
        assertThat(importing.run("a.csv", "").err()).contains("The file is empty");
        assertThat(importing.run("b.csv", "username,shoe_size\n").err()).contains("'shoe_size'", "full_name");
        assertThat(importing.run("c.csv", "email\n").exitCode()).isEqualTo(2);
        assertThat(importing.run("d.csv", "username,username\n").exitCode()).isEqualTo(2);
        assertThat(Cli.on(importing.settings())
                        .run("user", "import", directory.resolve("none.csv").toString())
                        .exitCode())
                .isEqualTo(2);
    }
}
