package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.User;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.family.CodeOutcome.Redeemed;
import dev.latchkey.core.jdbc.Transactions;
import dev.latchkey.core.session.SessionReference;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/** A dry run of a verb that changes very many rows: servers use these rows meanwhile. */
class DryRunIT {

    static final List<String> VERBS = List.of(
            "token revoke --all",
            "token revoke --client app",
            "session revoke --all",
            "session revoke --client app",
            "consent revoke --client app",
            "client disable app",
            "client delete app");

    private static final List<String> TABLES = List.of("users", "browser_sessions", "clients", "consents", "tokens");

    private static final Attribution BY = Attribution.of("test");

    private final ConnectionSettings settings = TestDatabase.fresh();
    private final DataSource dataSource = DataSources.direct(settings);
    private final Database database = new Database(dataSource);
    private final JdbcClient sql = JdbcClient.create(new TransactionAwareDataSourceProxy(dataSource));
    private final Accounts accounts = new Accounts(database);

    @BeforeEach
    void signIn() {
        database.partitions().extend();
        User alice = accounts.user("alice");
        User bob = accounts.user("bob");
        Client app = accounts.browserClient("app");
        Client other = accounts.browserClient("other");
        Client robot = accounts.client("robot");
        signIn(alice, app, "read");
        signIn(alice, app, "read offline_access");
        signIn(bob, app, "read");
        signIn(bob, other, "read");
        accounts.signIn(bob, robot);
        SessionReference over = signIn(bob, app, "read");
        sql.sql("UPDATE browser_sessions SET expires_at = now() - interval '1 hour' WHERE id = :id")
                .param("id", over.id())
                .update();
        // So that the last access token of each client expires at a time of its own, which does not move with the
        // clock.
        sql.sql("UPDATE clients SET longer_tokens_until = now() + char_length(client_id) * interval '1 day'")
                .update();
        sql.sql("""
                DO $$
                BEGIN
                    EXECUTE format('ALTER DATABASE %I SET lock_timeout = ''2s''', current_database());
                END
                $$
                """).update();
    }

    private SessionReference signIn(User user, Client client, String scope) {
        SessionReference session = accounts.session(user);
        database.consents().approve(session, client.id(), client.scopes(), BY);
        assertThat(database.authorizationCodes()
                        .redeem(accounts.code(session, client, scope), Accounts.redemption(client)))
                .isInstanceOf(Redeemed.class);
        return session;
    }

    private Cli.Result run(String verb, String option) {
        String line = verb + " " + option + " -o json";
        return Cli.on(settings).run(line.split(" "));
    }

    /** Where each row is, and which transactions have written or locked it. */
    private List<String> rows() {
        String select = String.join(
                " UNION ALL ",
                TABLES.stream()
                        .map(table -> "SELECT concat_ws(' ', tableoid::regclass, ctid, xmin, xmax) FROM " + table)
                        .toList());
        return sql.sql(select + " ORDER BY 1")
                .query((row, number) -> row.getString(1))
                .list();
    }

    @ParameterizedTest
    @FieldSource("VERBS")
    void waitsForNoLock(String verb) {
        new Transactions(dataSource).run(() -> {
            TABLES.forEach(
                    table -> sql.sql("SELECT FROM " + table + " FOR UPDATE").query(row -> {}));
            Cli.Result result = run(verb, "--dry-run");
            assertThat(result.exitCode()).as(result.err()).isZero();
        });
    }

    @ParameterizedTest
    @FieldSource("VERBS")
    void locksAndWritesNoRow(String verb) {
        List<String> before = rows();
        Cli.Result result = run(verb, "--dry-run");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(rows()).isEqualTo(before).hasSize(19);
    }

    /** Also a second time, when there is nothing to do. */
    @ParameterizedTest
    @FieldSource("VERBS")
    void saysWhatTheCommandSaysAfterwards(String verb) {
        boolean asks = !verb.startsWith("client disable") && !verb.startsWith("token revoke --client");
        for (int time = 0; time < 2; time++) {
            Cli.Result dry = run(verb, "--dry-run");
            Cli.Result done = run(verb, asks ? "--yes" : "--reason test");
            assertThat(done.exitCode()).as(done.err()).isEqualTo(dry.exitCode());
            assertThat(figures(dry)).isEqualTo(figures(done));
            if (time == 0) {
                assertThat(figures(done)).contains("T").doesNotContain("\"families_revoked\":0");
            }
        }
    }

    /** Without the times that depend on when the command ran. */
    private static String figures(Cli.Result result) {
        return result.out().replaceAll("\"(rejected_after|refused_by)\":[^,}]*", "");
    }
}
