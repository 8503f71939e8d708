package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users of other systems sign in with the passwords that they have, at a running server, and clients go on. */
class ImportedUsersIT {

    private static final Path FILES = Checkout.ROOT.resolve("admin-cli/src/test/resources/moving");

    private static final Map<String, String> PASSWORDS = Map.of(
            "alice", "violet-harbour-91-lamp",
            "bob", "amber-station-17-coat",
            "carol", "copper-meadow-63-bell",
            "dave", "silver-garden-28-door",
            "erin", "ruby-garden-55-hill");

    @TempDir
    private static Path home;

    private static Installation installation;

    @BeforeAll
    static void start() {
        installation = Installation.start(
                home, Map.of("LATCHKEY_LIMITS_ADDRESS_FAILURES", "0", "LATCHKEY_LIMITS_ACCOUNT_FAILURES", "0"));
        installation.latchkey("user delete alice --yes");
        installation.latchkey("client add direct --public --grant password --scope read");
        installation.awaitClient("direct");
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    @ParameterizedTest
    @CsvSource({
        "keycloak, keycloak-realm.json, alice bob carol, dave erin",
        "django, django-auth-user.json, alice bob carol, dave erin",
        "auth0, auth0-users.ndjson," + " alice@example.com bob@example.com carol@example.com dave@example.com,",
        "passlib, passlib.tsv, alice bob carol dave,",
        "htpasswd, users.htpasswd, alice bob carol dave,",
        "ldif, people.ldif, alice bob carol,"
    })
    void eachUserSignsInWithThePasswordAndNoOther(String from, String file, String users, @Nullable String closed) {
        installation.latchkey("user import --from " + from + " " + FILES.resolve(file) + " --scope read");
        for (String user : words(users)) {
            String password = password(user);
            assertThat(signIn(user, password + "x")).as(user).isEqualTo(400);
            assertThat(signIn(user, password)).as(user).isEqualTo(200);
            // Now the hash is ours.
            assertThat(signIn(user, password + "x")).as(user).isEqualTo(400);
            assertThat(signIn(user, password)).as(user).isEqualTo(200);
        }
        for (String user : words(closed)) {
            assertThat(signIn(user, password(user))).as(user).isEqualTo(400);
        }
        for (String user : List.of("alice", "bob", "carol", "dave", "erin")) {
            String name = from.equals("auth0") ? user + "@example.com" : user;
            if ((users + " " + closed).contains(name)) {
                installation.latchkey("user delete " + name + " --yes");
            }
        }
    }

    @Test
    void anAppOfKeycloakIsAskedForAtTheNextSignIn() throws Exception {
        Path file = Files.writeString(home.resolve("app.json"), """
                {"users":[{"username":"gina","enabled":true,"totp":true,"credentials":[
                  {"type":"password","secretData":"{\\"value\\":\\"VTnIQMKRCGsH5GdUSh+VZQCXPvURuTS9abdZHdqRN1k=\\",\\"salt\\":\\"ZyLx0cE2yL/uuI0TDnJFKg==\\"}","credentialData":"{\\"hashIterations\\":5,\\"algorithm\\":\\"argon2\\",\\"additionalParameters\\":{\\"hashLength\\":[\\"32\\"],\\"memory\\":[\\"7168\\"],\\"type\\":[\\"id\\"],\\"version\\":[\\"1.3\\"],\\"parallelism\\":[\\"1\\"]}}"},
                  {"type":"otp","secretData":"{\\"value\\":\\"abcdefghij1234567890\\"}","credentialData":"{\\"subType\\":\\"totp\\",\\"digits\\":6,\\"counter\\":0,\\"period\\":30,\\"algorithm\\":\\"HmacSHA1\\"}"}]}]}
                """);
        installation.latchkey("user import --from keycloak " + file + " --scope read");
        assertThat(installation
                        .post(
                                "/oauth2/token",
                                "grant_type",
                                "password",
                                "client_id",
                                "direct",
                                "username",
                                "gina",
                                "password",
                                password("alice"))
                        .body())
                .contains("second factor");
        assertThat(installation.latchkey("user show gina -o json")).contains("\"totp\"");
    }

    /** What {@code JdbcRegisteredClientRepository} and {@code JdbcUserDetailsManager} of Spring Security 7.1 wrote. */
    @Test
    void clientsAndUsersOfSpringGoOn() throws Exception {
        String python = Programs.requirePython("csv", "install Python 3");
        Path clients = home.resolve("clients.yaml");
        Process script = new ProcessBuilder(
                        python,
                        Checkout.ROOT
                                .resolve("examples/migrate/spring_clients.py")
                                .toString(),
                        FILES.resolve("spring-clients.csv").toString())
                .redirectOutput(clients.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(script.waitFor()).isZero();
        Path secrets = home.resolve("secrets.jsonl");
        installation.latchkey("apply " + clients + " --yes --secrets-out " + secrets);
        Matcher secret = Pattern.compile("\"client_id\":\"worker\",\"secret\":\"([^\"]+)")
                .matcher(Files.readString(secrets));
        assertThat(secret.find()).isTrue();
        String[] worker = {"client_id", "worker", "client_secret", secret.group(1)};
        assertThat(Waiting.until(
                        Duration.ofSeconds(5),
                        () -> token("client_credentials", worker).contains("\"expires_in\":300")))
                .as("it has its lifetime, and a new secret")
                .isTrue();
        assertThat(token(
                        "refresh_token",
                        "refresh_token",
                        "none",
                        "client_id",
                        "shop",
                        "client_secret",
                        "0123456789abcdef0123456789abcdef"))
                .as("the client is known by its old secret")
                .contains("invalid_grant");

        installation.latchkey("user import " + FILES.resolve("spring-users.csv"));
        assertThat(signIn("alice", password("bob"))).isEqualTo(400);
        assertThat(signIn("bob", password("bob"))).isEqualTo(200);
        assertThat(signIn("carol", password("carol"))).as("is disabled").isEqualTo(400);
        for (String user : List.of("alice", "bob", "carol")) {
            installation.latchkey("user delete " + user + " --yes");
        }
    }

    private static String token(String grant, String... parameters) {
        return installation
                .post(
                        "/oauth2/token",
                        Stream.concat(Stream.of("grant_type", grant), Stream.of(parameters))
                                .toArray(String[]::new))
                .body();
    }

    private static List<String> words(@Nullable String text) {
        return text == null ? List.of() : List.of(text.split(" ", -1));
    }

    private static String password(String user) {
        return Objects.requireNonNull(PASSWORDS.get(user.replaceFirst("@.*", "")));
    }

    private static int signIn(String user, String password) {
        return installation
                .post(
                        "/oauth2/token",
                        "grant_type",
                        "password",
                        "client_id",
                        "direct",
                        "username",
                        user,
                        "password",
                        password)
                .statusCode();
    }
}
