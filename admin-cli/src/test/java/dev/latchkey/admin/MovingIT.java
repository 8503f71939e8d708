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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
        // section, users with a password, users without one
        "Keycloak, alice bob carol dave, erin",
        "Django, alice bob carol dave, erin",
        "Auth0, alice@example.com bob@example.com carol@example.com dave@example.com,",
        "Python's passlib, alice bob carol dave,",
        "htpasswd, alice bob carol dave,",
        "LDAP, alice bob carol,"
    })
    void aFileOfAnotherSystemArrives(String section, String users, @Nullable String others) throws Exception {
        Result result = run(section);
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err())
                .startsWith(result.err().contains("hashing them") ? "" : "added ")
                .contains("added " + (words(users).size() + words(others).size())
                        + " users; 0 exist already, 0 bad lines\n");
        for (String user : words(users)) {
            String password = Objects.requireNonNull(PASSWORDS.get(user.replaceFirst("@.*", "")));
            assertThat(new Passwords()
                            .verify(password, credentials(user).passwordHash())
                            .matches())
                    .as(user)
                    .isTrue();
            assertThat(new Passwords()
                            .verify(password + "x", credentials(user).passwordHash())
                            .matches())
                    .as(user)
                    .isFalse();
            assertThat(credentials(user).scopes().isEmpty()).as(user).isFalse();
        }
        for (String user : words(others)) {
            assertThat(credentials(user).passwordHash()).as(user).isNull();
        }
        // Nothing that exists is hashed or changed again.
        assertThat(run(section).err())
                .startsWith("added 0 users; "
                        + (words(users).size() + words(others).size()) + " exist already, 0 bad lines\n");
    }

    @Test
    void whatKeycloakKnowsOfAUserArrives() throws Exception {
        Result result = run("Keycloak");
        assertThat(result.err())
                .contains("kept      5  username\n", "kept      4  password\n", "kept      4  email_verified\n")
                .contains("kept      1  disabled\n", "no users  1  service accounts, which are clients\n");
        assertThat(Cli.on(settings).run("user", "list", "-o", "csv").out())
                .contains("f2cc281c-9d38-48ad-b971-347ab85e9daa,alice,alice@example.com,Alice Example,read,")
                .contains(",dave,dave@example.com,Dave Example,read,");
        assertThat(credentials("dave").disabled()).isTrue();
        assertThat(Cli.on(settings).run("user", "show", "alice", "-o", "json").out())
                .doesNotContain("\"email_verified_at\":null");
        assertThat(Cli.on(settings).run("user", "show", "erin", "-o", "json").out())
                .contains("\"email_verified_at\":null");
    }

    @Test
    void namesInBase64AndOldIdsArrive() throws Exception {
        run("LDAP");
        assertThat(Cli.on(settings).run("user", "list", "-o", "csv").out())
                .contains(",carol,carol@example.com,Carol Exämple,");
        assertThat(Files.readAllLines(directory.resolve("ids.tsv")))
                .hasSize(4)
                .element(1)
                .isEqualTo("uid=alice,ou=people,dc=example,dc=com\t"
                        + credentials("alice").userId() + "\talice");
    }

    private Credentials credentials(String user) {
        return database.users().findCredentials(new Username(user)).orElseThrow();
    }

    private static List<String> words(@Nullable String text) {
        return text == null || text.isBlank() ? List.of() : List.of(text.strip().split(" ", -1));
    }

    /** Runs the command of a section on copies of the files. */
    private Result run(String section) throws IOException {
        Matcher block = Pattern.compile(
                        "## " + Pattern.quote(section) + "\n.*?```sh\nlatchkey (.*?)\n```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE));
        assertThat(block.find()).as(section).isTrue();
        try (Stream<Path> files = Files.list(FILES)) {
            for (Path file : files.toList()) {
                Path copy = directory.resolve(String.valueOf(file.getFileName()));
                if (!Files.exists(copy)) {
                    Files.copy(file, copy);
                }
            }
        }
        return Cli.on(settings)
                .run(Arrays.stream(block.group(1).split(" "))
                        .map(word -> word.matches("\\S+\\.(json|ndjson|tsv|ldif|htpasswd)")
                                ? directory.resolve(word).toString()
                                : word)
                        .toArray(String[]::new));
    }
}
