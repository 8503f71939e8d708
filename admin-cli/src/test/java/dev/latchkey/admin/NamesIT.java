package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.jdbc.Ids;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Names that could be taken for something else: for an id, for another name, for a formula. */
class NamesIT {

    private static ConnectionSettings settings;
    private static Database database;
    private static JdbcClient jdbc;

    @BeforeAll
    static void open() {
        settings = TestDatabase.fresh();
        database = new Database(DataSources.direct(settings));
        jdbc = JdbcClient.create(DataSources.direct(settings));
    }

    private static Cli cli() {
        return Cli.on(settings);
    }

    private static String user(String name) {
        return cli().run("user", "add", name, "--no-password", "-o", "id").out().strip();
    }

    /** A user from a time when the name was allowed. */
    private static String olderUser(String name) {
        UUID id = UUID.randomUUID();
        withoutTrigger("users", "username_is_no_id", () -> insert(id, name));
        return id.toString();
    }

    private static void insert(UUID id, String name) {
        jdbc.sql("INSERT INTO users (id, username) VALUES (:id, :name)")
                .param("id", id)
                .param("name", name)
                .update();
    }

    private static void withoutTrigger(String table, String trigger, Runnable work) {
        String name = table + "_" + trigger;
        jdbc.sql("ALTER TABLE " + table + " DISABLE TRIGGER " + name).update();
        work.run();
        jdbc.sql("ALTER TABLE " + table + " ENABLE TRIGGER " + name).update();
    }

    @Test
    void theDatabaseRefusesWhatTheProgramsRefuse() {
        String id = "0198a5f0-aaaa-7222-8333-444455556666";
        for (String name : spellings(id)) {
            assertThatExceptionOfType(DataIntegrityViolationException.class)
                    .as(name)
                    .isThrownBy(() -> insert(UUID.randomUUID(), name));
        }
        for (String name :
                List.of("{" + id, id + "0", id.substring(1), "urn:uuid:" + id.substring(1), "d".repeat(31))) {
            assertThat(Ids.parse(name)).isEmpty();
            insert(UUID.randomUUID(), name);
        }
    }

    private static boolean isDisabled(String id) {
        return database.users().find(UUID.fromString(id)).orElseThrow().isDisabled();
    }

    private static List<String> spellings(String id) {
        return List.of(
                id,
                id.toUpperCase(Locale.ROOT),
                id.replace("-", ""),
                "{" + id + "}",
                "urn:uuid:" + id,
                "URN:UUID:" + id.toUpperCase(Locale.ROOT));
    }

    @Test
    void aWholeIdIsTheIdWhateverAnotherIsCalled() {
        String victim = user("victim");
        for (String spelling : spellings(victim)) {
            assertThat(cli().run("user", "add", spelling, "--no-password").exitCode())
                    .isEqualTo(2);
        }
        String decoy = olderUser(victim);
        String bareDecoy = olderUser(victim.replace("-", ""));
        for (String spelling : spellings(victim)) {
            assertThat(cli().run("user", "disable", spelling).exitCode())
                    .as(spelling)
                    .isZero();
            assertThat(isDisabled(victim)).isTrue();
            assertThat(cli().run("user", "enable", spelling).exitCode()).isZero();
        }
        assertThat(isDisabled(decoy)).isFalse();
        assertThat(isDisabled(bareDecoy)).isFalse();
        assertThat(cli().run("user", "disable", decoy).exitCode()).isZero();
        assertThat(isDisabled(victim)).isFalse();
    }

    @Test
    void aWholeIdThatIsOnlyANameIsNotFound() {
        String name = UUID.randomUUID().toString();
        String id = olderUser(name);
        Result result = cli().run("user", "disable", name);
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains(id).hasLineCount(1);
        assertThat(isDisabled(id)).isFalse();
    }

    @Test
    void whatFitsANameAndTheBeginningOfAnIdIsAmbiguous() {
        String victim = user("victim2");
        for (int length : new int[] {4, 8, 13, 23, 35}) {
            String alike = victim.substring(0, length);
            String decoy = user(alike);
            for (List<String> command : List.of(
                    List.of("user", "disable", alike),
                    List.of("user", "show", alike),
                    List.of("user", "delete", alike, "--yes"),
                    List.of("user", "set-scopes", alike, "--add", "admin"),
                    List.of("token", "revoke", "--user", alike),
                    List.of("token", "list", "--user", alike),
                    List.of("audit", "list", "--user", alike))) {
                Result result = cli().run(command.toArray(String[]::new));
                assertThat(result.exitCode()).as(command.toString()).isEqualTo(4);
                assertThat(result.err()).contains(decoy).hasLineCount(1);
            }
            if (length >= 23) {
                assertThat(cli().run("user", "disable", alike).err()).contains(victim);
            }
            assertThat(isDisabled(victim)).isFalse();
            assertThat(cli().run("user", "delete", decoy, "--yes").exitCode()).isZero();
        }
    }

    @Test
    void aNameThatBeginsNoIdIsAName() {
        String beef = user("beef");
        String number = user("20261234");
        assertThat(cli().run("user", "show", "beef", "-o", "id").out()).isEqualTo(beef + "\n");
        assertThat(cli().run("user", "show", "20261234", "-o", "id").out()).isEqualTo(number + "\n");
        assertThat(user("123")).isNotEmpty();
    }

    @Test
    void aClientIdIsNoIdAndNoneIsTakenForOne() {
        String shop = client("shop");
        for (String spelling : List.of(shop, shop.toUpperCase(Locale.ROOT), shop.replace("-", ""), "{" + shop + "}")) {
            Result result = cli().run("client", "add", spelling, "--grant", "password");
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err()).contains("UUID");
        }
        client(shop.substring(0, 18));
        assertThat(cli().run("client", "disable", shop.substring(0, 18)).exitCode())
                .isEqualTo(4);
        withoutTrigger(
                "clients",
                "client_id_is_no_id",
                () -> jdbc.sql("UPDATE clients SET client_id = :name WHERE client_id = :old")
                        .param("name", shop)
                        .param("old", shop.substring(0, 18))
                        .update());
        assertThat(cli().run("client", "disable", shop).exitCode()).isZero();
        assertThat(database.clients().findByClientId("shop").orElseThrow().isDisabled())
                .isTrue();
        assertThat(database.clients().findByClientId(shop).orElseThrow().isDisabled())
                .isFalse();
        assertThat(cli().run("doctor", "-o", "csv").out()).contains("client_id," + shop + ",,warn,");
        jdbc.sql("DELETE FROM clients WHERE client_id = :name")
                .param("name", shop)
                .update();
    }

    private static String client(String clientId) {
        cli().run("client", "add", clientId, "--grant", "password");
        return database.clients().findByClientId(clientId).orElseThrow().id().toString();
    }

    @Test
    void theDoctorListsNamesThatNoNewUserMayHave() {
        String id = olderUser("0198a5f0-1111-7222-8333-444455556666");
        String twin = olderUser("demo\uFE0F");
        user("réne");
        Result result = cli().run("doctor");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out())
                .contains(id)
                .contains(twin)
                .contains("'demo\\ufe0f'")
                .doesNotContain("\uFE0F")
                .doesNotContain("réne");
        assertThat(cli().run("user", "show", "demo\uFE0F", "-o", "id").out()).isEqualTo(twin + "\n");
        assertThat(cli().run("user", "list", "--limit", "0").out()).contains("demo\\ufe0f");
        assertThat(cli().run("user", "list", "--limit", "0", "-o", "json").out())
                .contains("demo\\uFE0F".toLowerCase(Locale.ROOT));
    }

    @Test
    void aSpreadsheetGetsTextAndAProgramGetsData() {
        user("=cmd");
        cli().run("user", "update", "=cmd", "--name", "+1", "--email", "@sum@example.com");
        String[] list = {"user", "list", "--limit", "0", "-o", "csv"};
        assertThat(cli().run(list).out()).contains(",=cmd,@sum@example.com,+1,");
        assertThat(cli().run("user", "list", "--limit", "0", "-o", "csv", "--spreadsheet")
                        .out())
                .contains(",'=cmd,'@sum@example.com,'+1,");
        assertThat(cli().run("user", "show", "=cmd", "--spreadsheet", "-o", "csv")
                        .out())
                .contains(",'=cmd,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "jsonl", "table", "tsv", "id", ""})
    void onlyCsvIsForASpreadsheet(String format) {
        String victim = user("sheet" + format);
        String[] args = format.isEmpty()
                ? new String[] {"user", "disable", victim, "--spreadsheet"}
                : new String[] {"user", "disable", victim, "--spreadsheet", "-o", format};
        Result result = cli().run(args);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("-o csv").hasLineCount(1);
        assertThat(isDisabled(victim)).isFalse();
    }

    @Test
    void aClientKeepsTheSecretThatItHas() {
        String secret = "Zr8-q2Lw9xT1mK4vB7nC6yH3sD5fG0jP";
        Result given =
                cli().input(secret + "\n").run("client", "add", "moved", "--grant", "password", "--secret-stdin");
        assertThat(given.exitCode()).isZero();
        assertThat(given.out() + given.err()).doesNotContain(secret).doesNotContain("lks_");
        String hash = HexFormat.of().formatHex(ClientSecret.hash(secret));
        assertThat(cli().run(
                                "client",
                                "add",
                                "hashed",
                                "--grant",
                                "password",
                                "--secret-hash",
                                "sha256:" + hash,
                                "-o",
                                "json")
                        .out())
                .contains("\"secret\":null");
        for (String clientId : List.of("moved", "hashed")) {
            UUID id = database.clients().findByClientId(clientId).orElseThrow().id();
            assertThat(database.clients().findSecrets().get(id))
                    .singleElement()
                    .matches(one -> one.matches(ClientSecret.hash(secret), database.now()));
        }
    }

    @Test
    void aSecretThatCouldBeGuessedIsRefused() {
        for (String input :
                List.of("", "\n", "short\n", "a".repeat(40) + "\n", "x".repeat(2000), "é".repeat(40) + "\n")) {
            Result result = cli().input(input).run("client", "add", "weak", "--grant", "password", "--secret-stdin");
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err()).hasLineCount(1).doesNotContain("aaaa");
        }
        assertThat(cli().run("client", "add", "weak", "--grant", "password", "--secret-hash", "md5:00")
                        .exitCode())
                .isEqualTo(2);
        assertThat(cli().input("x")
                        .run("client", "add", "weak", "--public", "--grant", "password", "--secret-stdin")
                        .err())
                .contains("public");
        assertThat(database.clients().findByClientId("weak")).isEmpty();
    }
}
