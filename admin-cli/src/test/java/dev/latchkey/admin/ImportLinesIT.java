package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines that cannot be imported are told by their numbers; the others get in. */
class ImportLinesIT {

    @TempDir
    Path directory;

    private final Importing importing = new Importing(() -> directory);

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
        Result result =
                importing.run("users.csv", csv, "--errors", importing.errors().toString());
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).startsWith("added ").contains(" bad lines").hasLineCount(4);
        assertThat(Files.readString(importing.errors())
                        .lines()
                        .map(line -> line.substring(0, line.indexOf('\t')))
                        .toList())
                .contains("3", "4", "5", "6", "7", "8", "9")
                .doesNotContain("2", "11");
        assertThat(importing.credentials("good1").disabled()).isFalse();
        assertThat(importing.credentials("good2").disabled()).isFalse();
    }

    @Test
    void badJsonIsToldByNumberAndTheOthersGetIn() throws IOException {
        String lines = "{\"username\":\"ok1\"}\n{\"username\":\"x\"\n[1]\n{\"user\":\"x\"}\n{\"username\":7}\n"
                + "{\"username\":\"x\",\"password_hash\":\"md5\"}\n{\"username\":\"x\",\"password\":\"short\"}\n"
                + "{\"username\":\"x\",\"username\":\"y\"}\n" + "{\"a\":".repeat(5_000) + "\n{\"username\":\"ok2\"}";
        importing.run("users.jsonl", lines, "--errors", importing.errors().toString());
        assertThat(Files.readString(importing.errors())
                        .lines()
                        .map(line -> line.substring(0, line.indexOf('\t')))
                        .toList())
                .containsExactly("2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(Files.readString(importing.errors())).doesNotContain("md5", "short\"");
        assertThat(importing.credentials("ok2").disabled()).isFalse();
    }

    @Test
    void bytesThatAreNotUtf8SpoilOneLineOnly() throws IOException {
        Path file = Files.write(
                directory.resolve("latin1.csv"), "username\nzo\u00eb\nok\n".getBytes(StandardCharsets.ISO_8859_1));
        Result result = Cli.on(importing.settings()).run("user", "import", file.toString());
        assertThat(result.err()).contains("line 2: The line is not UTF-8.", "added 1 user");
    }

    @Test
    void twoLinesThatNormaliseToOneNameAreABadLine() throws IOException {
        String csv = "username\nJSmith\nann\njsmith\n\uFF2Asmith\n";
        Result result =
                importing.run("users.csv", csv, "--errors", importing.errors().toString());
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).startsWith("added 2 users; 0 exist already, 2 bad lines\n");
        assertThat(Files.readAllLines(importing.errors()))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("4\t").contains("line 2"),
                        line -> assertThat(line).startsWith("5\t").contains("line 2"));
        Result again = importing.run("users.csv", csv, "-o", "csv");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.out()).endsWith("4,0,2,2,0\n");
        assertThat(importing.run("good.csv", "username\nJSmith\nann\n").exitCode())
                .isZero();
    }

    @Test
    void twoLinesMeetAcrossBatchesAlsoInADryRun() throws IOException {
        String csv = "username\n"
                + IntStream.range(0, 2_500).mapToObj(i -> "u" + i + "\n").collect(Collectors.joining())
                + "U7\nu2499\n";
        for (String[] options : new String[][] {{"--dry-run"}, {}}) {
            String[] args = Stream.concat(
                            Stream.of(options),
                            Stream.of("--errors", importing.errors().toString()))
                    .toArray(String[]::new);
            assertThat(importing.run("many.csv", csv, args).exitCode()).isEqualTo(1);
            assertThat(Files.readAllLines(importing.errors()))
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith("2502\t").contains("line 9:"),
                            line -> assertThat(line).startsWith("2503\t").contains("line 2501:"));
        }
    }

    @Test
    void badLinesAreToldInTheirOrderAndWithoutGrowing() throws IOException {
        String lines = "{\"username\":\"a b\"}\n".repeat(3_000) + "{\"username\":\"ok\"}\n";
        assertThat(importing
                        .run("bad.jsonl", lines, "--errors", importing.errors().toString())
                        .err())
                .startsWith("added 1 user; 0 exist already, 3000 bad lines\n");
        assertThat(Files.readAllLines(importing.errors()))
                .hasSize(3_000)
                .element(2_999)
                .asString()
                .startsWith("3000\t");
    }

    @Test
    void anIdThatIsTakenIsABadLine() throws IOException {
        Cli.on(importing.settings()).run("client", "add", "shop", "--grant", "password");
        String ofClient = Cli.on(importing.settings())
                .run("client", "show", "shop", "-o", "id")
                .out()
                .strip();
        String first = "11111111-aaaa-4bbb-8ccc-000000000001";
        String second = "11111111-aaaa-4bbb-8ccc-000000000002";
        assertThat(importing.run("a.csv", "id,username\n" + first + ",one\n").exitCode())
                .isZero();
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
        Result result =
                importing.run("b.csv", csv, "--errors", importing.errors().toString(), "-o", "csv");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(Files.readAllLines(importing.errors()).stream()
                        .map(line -> line.substring(0, line.indexOf('\t')))
                        .toList())
                .containsExactly("2", "3", "4", "5", "6", "7", "8", "9", "10", "11");
        assertThat(result.out()).endsWith("11,1,0,10,0\n");
    }

    @Test
    void aNameWithASpaceIsExplained() throws IOException {
        assertThat(importing.run("users.csv", "username\nJane Doe\n").err()).contains("has a space", "jane.doe");
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
            importing.run(
                    "hash.jsonl",
                    "{\"username\":\"h\",\"password_hash\":\"" + hash[0] + "\"}\n",
                    "--errors",
                    importing.errors().toString());
            assertThat(Files.readString(importing.errors()))
                    .startsWith("1\t")
                    .contains(hash[1])
                    .doesNotContain(salt);
        }
    }
}
