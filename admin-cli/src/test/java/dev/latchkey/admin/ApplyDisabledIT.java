package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.Accounts;
import dev.latchkey.core.account.User;
import dev.latchkey.core.client.Client;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An emergency is not undone by a file. */
class ApplyDisabledIT {

    private static final String STAYS =
            "shop stays disabled: 'disabled: false' in the file enables it, with --enable\nnothing to change\n";

    private static final String SHOP = """
            version: 1
            clients:
              - client_id: shop
                confidential: false
                grant_types: [password, refresh_token]
            """;

    @TempDir
    private Path directory;

    private Applying on;

    @BeforeEach
    void create() {
        on = new Applying(directory);
        on.applied(SHOP);
    }

    private Client shop() {
        return on.database.clients().findByClientId("shop").orElseThrow();
    }

    @Test
    void aClientThatWasDisabledStaysSo() {
        on.cli().run("client", "disable", "shop");
        assertThat(on.applied(SHOP).err()).isEqualTo(STAYS);
        assertThat(on.applied(SHOP + "    disabled: null\n").err()).isEqualTo(STAYS);
        Result result = on.applied(SHOP + "    name: Shop\n    disabled: false\n");
        assertThat(result.err()).startsWith("shop stays disabled: --enable lets the file enable it\n");
        assertThat(shop().isDisabled()).isTrue();
        assertThat(shop().name()).isEqualTo("Shop");
        on.applied(SHOP + "    disabled: false\n", "--enable");
        assertThat(shop().isDisabled()).isFalse();
    }

    @Test
    void enableAloneEnablesNothing() {
        on.cli().run("client", "disable", "shop");
        assertThat(on.applied(SHOP, "--enable").err()).isEqualTo(STAYS);
        assertThat(shop().isDisabled()).isTrue();
    }

    @Test
    void aFileDisablesAndShowsTheSignInsThatEnd() {
        on.database.partitions().extend();
        Accounts accounts = new Accounts(on.database);
        User alice = accounts.user("alice");
        accounts.signIn(alice, shop());
        accounts.signIn(alice, shop());
        String text = SHOP + "    name: Shop\n    disabled: true\n";
        Result plan = on.apply(text, "--dry-run", "-o", "tsv");
        assertThat(plan.out()).isEqualTo("""
                ~\tclients\tshop\tname\t\tShop
                ~\tclients\tshop\tdisabled\tfalse\ttrue
                ~\tclients\tshop\tlive_sign_ins\t2\t0
                """);
        on.applied(text);
        assertThat(shop().isDisabled()).isTrue();
        assertThat(on.cli().run("token", "list", "--active").out()).isEmpty();
        assertThat(on.audited()).last().isEqualTo("client.update shop");
        assertThat(on.jdbc
                        .sql("SELECT details->>'families' FROM audit_log ORDER BY id DESC LIMIT 1")
                        .query(String.class)
                        .single())
                .isEqualTo("2");
        assertThat(on.export()).contains("disabled: true");
    }

    @Test
    void onlyADisabledClientIsExportedAsWhatItIs() {
        assertThat(on.export()).doesNotContain("disabled");
        on.applied(SHOP + "    disabled: true\n");
        assertThat(on.audited()).last().isEqualTo("client.disable shop");
        assertThat(on.export()).contains("    disabled: true\n");
    }

    @Test
    void revokedTokensStayRevoked() {
        String text = SHOP + "    tokens_not_before: 2020-01-01T00:00:00Z\n";
        on.applied(text);
        assertThat(shop().tokensNotBefore()).isEqualTo(Instant.parse("2020-01-01T00:00:00Z"));
        assertThat(on.applied(SHOP).err()).as("absent keeps").isEqualTo("nothing to change\n");
        on.cli().run("token", "revoke", "--client", "shop", "--yes");
        Instant revoked = shop().tokensNotBefore();
        assertThat(revoked).isAfter(Instant.parse("2020-01-01T00:00:00Z"));
        assertThat(on.applied(text).err()).isEqualTo("nothing to change\n");
        assertThat(shop().tokensNotBefore()).isEqualTo(revoked);
    }
}
