package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.client.Client;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code apply} reads, shows and changes. */
class ApplyIT {

    private static final String SHOP = """
            version: 1
            clients:
              - client_id: shop
                confidential: false
                grant_types: [authorization_code, refresh_token]
                redirect_uris: [https://shop.example/cb]
                scopes: [read]
                access_token_lifetime: 600
                claims: {role: web, level: 3}
            scopes:
              - {scope: read, description: Read your orders}
            resources:
              - {uri: 'https://api.example/', scopes: [read]}
            trusted_hosts:
              - host: App.Example
            """;

    @TempDir
    private Path directory;

    private Applying on;

    @BeforeEach
    void create() {
        on = new Applying(directory);
    }

    private Client shop() {
        return on.database.clients().findByClientId("shop").orElseThrow();
    }

    @Test
    void makesEverySectionAndASecondTimeNothing() {
        assertThat(on.applied(SHOP).err()).isEqualTo("added 4, changed 0, deleted 0\n");
        assertThat(shop().lifetimes().accessToken()).hasSeconds(600);
        assertThat(shop().claims().json()).isEqualTo("{\"level\":3,\"role\":\"web\"}");
        assertThat(on.cli().run("trusted-host", "list", "-o", "id").out()).isEqualTo("app.example\n");
        assertThat(on.cli().run("scope", "list").out()).isEqualTo("read\tRead your orders\n");
        assertThat(on.cli().run("resource", "list", "-o", "id").out()).isEqualTo("https://api.example/\n");
        assertThat(on.audited())
                .containsExactly(
                        "client.add shop",
                        "scope.set read",
                        "resource.add https://api.example/",
                        "trusted-host.add app.example");
        Result again = on.applied(SHOP);
        assertThat(again.out()).isEmpty();
        assertThat(again.err()).isEqualTo("nothing to change\n");
        assertThat(on.audited()).hasSize(4);
    }

    @Test
    void showsWhatChangesWithTheValuesBeforeAndAfter() {
        on.applied(SHOP);
        Result plan = on.apply(
                SHOP.replace("access_token_lifetime: 600", "access_token_lifetime: 900")
                        .replace("Read your orders", "See your orders"),
                "--dry-run",
                "-o",
                "json");
        assertThat(plan.out()).isEqualTo("""
                [
                {"action":"~","section":"clients","name":"shop","field":"access_token_lifetime","old":600,"new":900},
                {"action":"~","section":"scopes","name":"read","field":"description","old":"Read your orders","new":"See your orders"}
                ]
                """);
        assertThat(plan.err()).isEqualTo("0 to add, 2 to change, 0 to delete\n");
        assertThat(shop().lifetimes().accessToken()).hasSeconds(600);
    }

    @Test
    void aMissingFieldGetsItsDefaultAndAMissingSectionStays() {
        on.applied(SHOP);
        on.applied("""
                version: 1
                clients:
                  - client_id: shop
                    confidential: false
                    grant_types: [refresh_token]
                    scopes: null
                """);
        assertThat(shop().lifetimes().accessToken()).hasSeconds(300);
        assertThat(shop().scopes().isEmpty()).isTrue();
        assertThat(shop().claims().values()).isEmpty();
        assertThat(on.database.scopeDescriptions().list()).hasSize(1);
        assertThat(on.database.requests().resources().findAll()).hasSize(1);
        assertThat(on.audited()).hasSize(5).last().isEqualTo("client.update shop");
    }

    @Test
    void theExitCodeOfADryRunTellsWhetherSomethingDiffers() {
        assertThat(on.apply(SHOP, "--dry-run", "--exit-code").exitCode()).isEqualTo(7);
        assertThat(on.apply(SHOP, "--dry-run").exitCode()).isZero();
        on.applied(SHOP);
        assertThat(on.apply(SHOP, "--dry-run", "--exit-code").exitCode()).isZero();
        assertThat(on.apply(SHOP, "--exit-code", "--yes").exitCode()).isEqualTo(2);
    }

    @Test
    void asksAtATerminalAndDemandsYesWithoutOne() {
        assertThat(on.apply(SHOP).exitCode()).isEqualTo(2);
        String file = on.write("shop.yaml", SHOP).toString();
        Result refused = on.cli().atTerminal().input("n\n").run("apply", file);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("4 to add, 0 to change, 0 to delete. Make these changes? [y/N]");
        assertThat(on.database.clients().findAll()).isEmpty();
        assertThat(on.cli().atTerminal().input("y\n").run("apply", file).exitCode())
                .isZero();
        assertThat(on.database.clients().findAll()).hasSize(1);
    }

    @Test
    void aFileOnStandardInputNeedsYes() {
        assertThat(on.cli().atTerminal().input(SHOP).run("apply", "-").err()).contains("add --yes");
        assertThat(on.cli().input(SHOP).run("apply", "-", "--yes").exitCode()).isZero();
        assertThat(on.cli()
                        .input(on.export())
                        .run("apply", "-", "--yes", "--prune", "--dry-run")
                        .err())
                .isEqualTo("nothing to change\n");
    }

    @Test
    void objectsOfSeveralFilesAddUpAndNoneComesTwice() {
        String one = on.write("one.yaml", "version: 1\ntrusted_hosts: [{host: one.example}]\n")
                .toString();
        String two = on.write("two.yaml", "version: 1\ntrusted_hosts:\n- host: two.example\n")
                .toString();
        String three = on.write("three.yaml", "version: 1\ntrusted_hosts:\n  - host: ONE.example\n")
                .toString();
        Result twice = on.cli().run("apply", one, two, three, "--yes");
        assertThat(twice.exitCode()).isEqualTo(2);
        assertThat(twice.err())
                .isEqualTo("latchkey: " + three + ":3:5: 'one.example' is here twice, first at " + one + ":2:17.\n");
        assertThat(on.cli().run("apply", one, two, "--yes").exitCode()).isZero();
        assertThat(on.database.requests().trustedHosts().findAll()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "clients: []                                   | :1:1: 'version: 1' is missing.",
                "version: 2                                    | :1:10: The version of the file has to be 1.",
                "version: 1                                    | :1:1: The file has no section",
                "{version: 1, client: []}                      | :1:14: 'client' is no section.",
                "{version: 1, clients: }                       | :1:14: 'clients' has to be a list.",
                "{version: 1, clients: [shop]}                 | :1:24: An object is expected",
                "{version: 1, clients: [{name: x}]}            | :1:24: 'client_id' is missing.",
                "{version: 1, clients: [{client_id: a, scpoes: []}]} | :1:39: 'scpoes' is no field of clients.",
                "{version: 1, clients: [{client_id: a, scopes: [1]}]} | :1:47: 'scopes' has to be a list of texts.",
                "{version: 1, clients: [{client_id: a, scopes: ['a b']}]} | :1:48: A scope is printable ASCII",
                "{version: 1, clients: [{client_id: a, grant_types: [implicit]}]} | :1:53: 'implicit' is no grant.",
                "{version: 1, clients: [{client_id: a, grant_types: [authorization_code]}]} | :1:24: The authorization_code grant needs",
                "{version: 1, clients: [{client_id: a, redirect_uris: [x]}]} | :1:55: A redirect URI is https://",
                "{version: 1, clients: [{client_id: a, consent: maybe}]} | :1:48: 'consent' has to be one of ask, never.",
                "{version: 1, clients: [{client_id: a, access_token_lifetime: 5 m}]} | :1:62: 'access_token_lifetime' has to be a number from 1 to 86400, in seconds, or a length of time like 10m.",
                "{version: 1, clients: [{client_id: a, confidential: yes}]} | :1:53: 'confidential' has to be true or false.",
                "{version: 1, clients: [{client_id: a, claims: {sub: x}}]} | :1:39: The server itself says what 'sub' is.",
                "{version: 1, clients: [{client_id: a, auth_method: private_key_jwt}]} | :1:39: The servers need its public keys",
                "{version: 1, clients: [{client_id: a, secret_hash: 'md5:00'}]} | :1:39: The hash of a client secret is sha256:",
                "{version: 1, clients: [{client_id: a, secret_file: none.txt}]} | :1:39: There is no file",
                "{version: 1, clients: [{client_id: a, tokens_not_before: '2999-01-01T00:00:00Z'}]} | :1:39: 'tokens_not_before' is in the future",
                "{version: 1, clients: [{client_id: 0190a5f0-1111-7222-8333-444455556666}]} | :1:24: A client id does not have the form of an id",
                "{version: 1, clients: [{client_id: 'https://app.example/doc.json'}]} | :1:24: A client id is 1 to 128",
                "{version: 1, resources: [{uri: 'https://a.example/', scopes: []}]} | :1:26: A resource has 1 to 100 scopes.",
                "{version: 1, scopes: [{scope: read}]}         | :1:23: 'description' is missing.",
                "{version: 1, trusted_hosts: [{host: 'https://x'}]} | :1:31: A host is a name",
            })
    void whatIsWrongIsToldWithItsPlaceBeforeAnythingChanges(String text, String message) {
        Result result = on.apply(text, "--yes");
        assertThat(result.err())
                .startsWith("latchkey: " + on.file("it.yaml") + message)
                .hasLineCount(1);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(on.audited()).isEmpty();
    }

    @Test
    void aFileThatIsNoTextIsRefused() {
        Result result = on.cli()
                .input("version: 1\n# \u00e9".getBytes(StandardCharsets.ISO_8859_1))
                .run("apply", "-", "--yes");
        assertThat(result.err()).isEqualTo("latchkey: standard input: The file is not UTF-8.\n");
    }

    @Test
    void neitherSideOfAClientCanBeTurnedIntoTheOther() {
        on.applied(SHOP);
        Result result = on.apply("version: 1\nclients:\n- client_id: shop\n  grant_types: [refresh_token]\n", "--yes");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .contains("it.yaml:3:3: 'shop' is public, which cannot be changed: add another client.");
    }

    @Test
    void theReasonAndTheActorAreInTheAuditLog() {
        on.applied(SHOP, "--reason", "new shop", "--actor", "ci");
        assertThat(on.jdbc
                        .sql("SELECT DISTINCT actor || ' ' || reason FROM audit_log")
                        .query(String.class)
                        .list())
                .containsExactly("ci new shop");
    }
}
