package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.Accounts;
import dev.latchkey.core.client.Client;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --prune} deletes, and what it never does. */
class ApplyPruneIT {

    private static final String NO_HOSTS = "version: 1\ntrusted_hosts: []\n";

    @TempDir
    private Path directory;

    private Applying on;

    @BeforeEach
    void create() {
        on = new Applying(directory);
    }

    private static String client(String clientId) {
        return "version: 1\nclients:\n- client_id: " + clientId
                + "\n  confidential: false\n  grant_types: [password, refresh_token]\n";
    }

    private static String hosts(int count) {
        return "version: 1\ntrusted_hosts:\n"
                + IntStream.range(0, count)
                        .mapToObj(i -> "- host: h" + i + ".example\n")
                        .collect(Collectors.joining());
    }

    private int hosts() {
        return on.database.requests().trustedHosts().findAll().size();
    }

    @Test
    void deletesOnlyWhenItIsAskedAndOnlyInSectionsThatAreThere() {
        on.applied(client("shop"));
        on.applied(hosts(2));
        assertThat(on.applied(hosts(1)).err()).isEqualTo("nothing to change\n");
        Result result = on.applied(hosts(1), "--prune");
        assertThat(result.out()).isEqualTo("-\ttrusted_hosts\th1.example\t\t\t\n");
        assertThat(result.err()).isEqualTo("added 0, changed 0, deleted 1\n");
        assertThat(hosts()).isOne();
        assertThat(on.database.clients().findAll()).hasSize(1);
        assertThat(on.audited()).last().isEqualTo("trusted-host.remove h1.example");
    }

    /** Under another name it is another client, and the people who were signed in are signed out. */
    @Test
    void aRenameIsADeletionAndAnAdditionAndSaysWhatItEnds() {
        on.applied(client("shop"));
        on.database.partitions().extend();
        Accounts accounts = new Accounts(on.database);
        Client shop = on.database.clients().findByClientId("shop").orElseThrow();
        accounts.signIn(accounts.user("alice"), shop);
        Result plan = on.apply(client("store"), "--prune", "--dry-run");
        assertThat(plan.out()).isEqualTo("""
                -\tclients\tshop\tlive_sign_ins\t1\t0
                +\tclients\tstore\tconfidential\t\tfalse
                +\tclients\tstore\tgrant_types\t\tpassword refresh_token
                """);
        assertThat(plan.err()).isEqualTo("1 to add, 0 to change, 1 to delete\n");
        assertThat(on.applied(client("store")).err()).as("without --prune").startsWith("added 1, changed 0, deleted 0");
        on.applied(client("store"), "--prune");
        assertThat(on.database.clients().findAll()).extracting(Client::clientId).containsExactly("store");
        assertThat(on.cli().run("token", "list", "--active").out()).isEmpty();
        assertThat(on.audited()).last().isEqualTo("client.delete shop");
    }

    @Test
    void moreThanTenNeedALimitAlsoWithYes() {
        on.applied(hosts(11));
        Result refused = on.apply(NO_HOSTS, "--prune", "--yes");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err())
                .contains("The files delete 11 objects, more than 10")
                .contains("--prune-limit 11");
        assertThat(hosts()).isEqualTo(11);
        Result rehearsed = on.apply(NO_HOSTS, "--prune", "--dry-run", "--exit-code");
        assertThat(rehearsed.exitCode()).isEqualTo(7);
        assertThat(rehearsed.err()).contains("--prune-limit 11");
        assertThat(on.apply(NO_HOSTS, "--prune", "--yes", "--prune-limit", "5").exitCode())
                .isEqualTo(2);
        assertThat(on.apply(NO_HOSTS, "--yes", "--prune-limit", "11").exitCode())
                .isEqualTo(2);
        on.applied(NO_HOSTS, "--prune", "--prune-limit", "11");
        assertThat(hosts()).isZero();
    }

    @Test
    void tenNeedNone() {
        on.applied(hosts(10));
        on.applied(NO_HOSTS, "--prune");
        assertThat(hosts()).isZero();
    }

    @Test
    void anEmptyFileDeletesNothing() {
        on.applied(hosts(1));
        for (String empty : new String[] {"", "# nothing\n", "version: 1\n", "version: 1\ntrusted_hosts:\n", "{}"}) {
            assertThat(on.apply(empty, "--prune", "--yes").exitCode()).as(empty).isEqualTo(2);
        }
        assertThat(hosts()).isOne();
    }

    @Test
    void clientsOfDocumentsAreNeverDeleted() {
        on.jdbc.sql("""
                INSERT INTO clients (id, client_id, confidential, grant_types, redirect_uris, kind)
                VALUES (gen_random_uuid(), 'https://app.example/client.json', false, '{authorization_code}',
                        '{https://app.example/cb}', 'document')
                """).update();
        assertThat(on.applied("version: 1\nclients: []\n", "--prune").err()).isEqualTo("nothing to change\n");
        assertThat(on.database.clients().findAll()).hasSize(1);
        assertThat(on.export()).doesNotContain("app.example");
    }

    @Test
    void groupsWithMembersAreNeverDeletedAndTheirScopesReachTheMembers() {
        on.applied("version: 1\ngroups: [{name: staff, scopes: [orders]}, {name: empty}]\n");
        new Accounts(on.database).user("alice");
        assertThat(on.cli().run("group", "add-member", "staff", "alice").exitCode())
                .isZero();
        Result result = on.applied("version: 1\ngroups: []\n", "--prune");
        assertThat(result.err()).isEqualTo("staff stays in groups: it has members: 1\nadded 0, changed 0, deleted 1\n");
        on.applied("version: 1\ngroups: [{name: staff, scopes: [orders, refunds]}]\n");
        assertThat(on.cli().run("user", "show", "alice", "-o", "json").out())
                .contains("\"scopes\":[\"orders\",\"read\",\"refunds\",\"write\"]");
        assertThat(on.audited())
                .containsExactly(
                        "group.add empty",
                        "group.add staff",
                        "user.add alice",
                        "group.add_member alice",
                        "group.delete empty",
                        "group.scopes staff");
    }

    @Test
    void scopesOfOpenIdConnectAreNeverDeleted() {
        on.applied("version: 1\nscopes: [{scope: email, description: Mail}, {scope: read, description: Read}]\n");
        Result result = on.applied("version: 1\nscopes: []\n", "--prune");
        assertThat(result.err())
                .isEqualTo("email stays in scopes: it is a scope of OpenID Connect\nadded 0, changed 0, deleted 1\n");
        assertThat(on.database.scopeDescriptions().list()).containsOnlyKeys("email");
    }
}
