package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.credential.Passwords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands of {@code docs/moving.md}, as they stand there, on the files of other systems. */
class MovingIT {

    private static final Path PAGE = Path.of("../docs/moving.md");
    private static final Path FILES = Path.of("src/test/resources/moving").toAbsolutePath();

    private static final Map<String, String> PASSWORDS = Map.of(
            "alice", "violet-harbour-91-lamp",
            "bob", "amber-station-17-coat",
            "carol", "copper-meadow-63-bell",
            "dave", "silver-garden-28-door");

    @TempDir
    Path directory;

    private final ConnectionSettings settings = TestDatabase.fresh();
    private final Database database = new Database(DataSources.direct(settings));

    @ParameterizedTest
    @CsvSource({
        // section, users, those whose passwords work, those who need a new one
        "Keycloak, alice bob carol dave erin, alice, bob carol dave",
        "Django, alice bob carol dave erin, bob, alice carol dave",
        "Auth0, alice@example.com bob@example.com carol@example.com dave@example.com,"
                + " alice@example.com bob@example.com carol@example.com dave@example.com,",
        "Python's passlib, alice bob carol dave, bob carol, alice dave",
        "htpasswd, alice bob carol dave, alice, bob carol dave",
        "LDAP, alice bob carol, , alice bob carol"
    })
    void aFileOfAnotherSystemArrives(String section, String users, @Nullable String good, @Nullable String lost)
            throws Exception {
        Path file = convert(section);
        Path report = directory.resolve("report.txt");
        Result result =
                Cli.on(settings).run("user", "import", file.toString(), "--errors", report.toString(), "-o", "csv");
        assertThat(result.exitCode())
                .as(result.err() + Files.readString(report))
                .isZero();
        int found = words(users).size();
        assertThat(result.out())
                .endsWith("\n" + found + "," + found + ",0,0," + words(lost).size() + "\n");
        assertThat(Files.readAllLines(report))
                .hasSameSizeAs(words(lost))
                .allMatch(line -> line.contains("has_password"));
        for (String user : words(good)) {
            String password = Objects.requireNonNull(PASSWORDS.get(user.replaceFirst("@.*", "")));
            assertThat(new Passwords().verify(password, hash(user)).matches())
                    .as(user)
                    .isTrue();
        }
        for (String user : words(lost)) {
            assertThat(hash(user)).as(user).isNull();
        }
    }

    @Test
    void whatKeycloakKnowsOfAUserArrives() throws Exception {
        Cli.on(settings).run("user", "import", convert("Keycloak").toString());
        assertThat(Cli.on(settings).run("user", "list", "-o", "csv").out())
                .contains("f2cc281c-9d38-48ad-b971-347ab85e9daa,alice,alice@example.com,Alice Example,,active,true,")
                .contains(",dave,dave@example.com,Dave Example,,disabled,false,");
    }

    @Test
    void namesInBase64Arrive() throws Exception {
        Cli.on(settings).run("user", "import", convert("LDAP").toString());
        assertThat(Cli.on(settings).run("user", "list", "-o", "csv").out())
                .contains(",carol,carol@example.com,Carol Exämple,");
    }

    private @Nullable String hash(String user) {
        return database.users()
                .findCredentials(new Username(user))
                .orElseThrow()
                .passwordHash();
    }

    private static List<String> words(@Nullable String text) {
        return text == null || text.isBlank() ? List.of() : List.of(text.strip().split(" ", -1));
    }

    /** Runs the command of a section; returns the file that it makes. */
    private Path convert(String section) throws IOException, InterruptedException {
        Matcher block = Pattern.compile("## " + Pattern.quote(section) + "\n.*?```sh\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE));
        assertThat(block.find()).as(section).isTrue();
        String command = block.group(1);
        String program = command.substring(0, command.indexOf(' '));
        assumeThat(run("command -v " + program))
                .as(program + " is not installed")
                .isZero();
        try (Stream<Path> files = Files.list(FILES)) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(String.valueOf(file.getFileName())));
            }
        }
        assertThat(run(command)).as(command).isZero();
        return Files.exists(directory.resolve("users.csv"))
                ? directory.resolve("users.csv")
                : directory.resolve("users.jsonl");
    }

    private int run(String command) throws IOException, InterruptedException {
        return new ProcessBuilder("bash", "-euo", "pipefail", "-c", command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
