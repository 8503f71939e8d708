package dev.latchkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.family.NewFamily;
import dev.latchkey.core.family.Scopes;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Deleting what still has token families, live and over. */
class DeleteIT {

    private static final String HASH = "{bcrypt}$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy";

    private final ConnectionSettings settings = TestDatabase.fresh();
    private final Database database = new Database(DataSources.direct(settings));
    private final JdbcClient jdbc = JdbcClient.create(DataSources.direct(settings));

    @BeforeEach
    void oneFamilyThatIsOverAndOneThatLives() {
        database.partitions().extend();
        Cli.on(settings).run("user", "add", "alice", "--no-password");
        Cli.on(settings).run("client", "add", "shop", "--grant", "password", "--public");
        var user = database.users().findByUsername(new Username("alice")).orElseThrow();
        database.userChanges().setPassword(user, HASH, Attribution.of("test"));
        signIn();
        jdbc.sql("UPDATE tokens SET idle_until = now() - interval '1 hour', expires_at = now() - interval '1 hour'")
                .update();
        signIn();
    }

    private void signIn() {
        var user = database.users().findByUsername(new Username("alice")).orElseThrow();
        var client = database.clients().findByClientId("shop").orElseThrow();
        int version = database.users()
                .findCredentials(new Username("alice"))
                .orElseThrow()
                .version();
        Duration day = Duration.ofDays(1);
        assertThat(database.families()
                        .begin(new NewFamily(
                                user.id(), version, client.id(), "password", Scopes.NONE, day, day, null, null)))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user delete nosuch",
                "user factor remove nosuch totp",
                "user factor reset nosuch",
                "client delete nosuch",
                "group delete nosuch",
                "key revoke 01a2b3c4",
                "session revoke --client nosuch",
                "consent revoke --client nosuch"
            })
    void whatIsNotThereIsToldAlsoWithoutATerminal(String command) {
        var result = Cli.on(settings).run(command.split(" ", -1));
        assertThat(result.exitCode()).as(result.err()).isEqualTo(3);
        assertThat(result.err()).startsWith("latchkey: There is no ").hasLineCount(1);
    }

    @Test
    void aUserGoesAndTheFamiliesStayWithoutOne() {
        Result result = Cli.on(settings).run("user", "delete", "alice", "--yes");
        assertThat(result.err()).startsWith("deleted alice: 1 token family revoked");
        assertThat(result.exitCode()).isZero();
        assertThat(Cli.on(settings).run("token", "list", "-o", "csv").out())
                .hasLineCount(3)
                .doesNotContain("alice", "live");
        assertThat(Cli.on(settings).run("user", "add", "alice", "--no-password").exitCode())
                .isZero();
    }

    @Test
    void aClientGoesAndTheFamiliesStayWithoutOne() {
        Result result = Cli.on(settings).run("client", "delete", "shop", "--yes");
        assertThat(result.err()).startsWith("deleted shop: 1 token family revoked");
        assertThat(result.exitCode()).isZero();
        assertThat(Cli.on(settings).run("token", "list", "-o", "csv").out())
                .hasLineCount(3)
                .doesNotContain("shop", "live");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "disable alice",
                "enable alice",
                "unlock alice",
                "set-password alice --password-stdin",
                "update alice --email alice@example.com",
                "set-scopes alice --add write",
                "delete alice --yes"
            })
    void whoComesTooLateIsToldThatTheUserIsGone(String verb) throws Exception {
        var alice = database.users().findByUsername(new Username("alice")).orElseThrow();
        Result late = meanwhile(() -> database.userChanges().delete(alice, Attribution.of("test")), "user " + verb);
        assertThat(late.err()).isEqualTo("latchkey: The user 'alice' was deleted just now.\n");
        assertThat(late.exitCode()).isEqualTo(3);
        assertThat(Cli.on(settings).run("audit", "list", "--limit", "1").out()).contains("test\tuser.delete");
    }

    @ParameterizedTest
    @ValueSource(strings = {"disable shop", "enable shop", "update shop --name Shop", "delete shop --yes"})
    void whoComesTooLateIsToldThatTheClientIsGone(String verb) throws Exception {
        var shop = database.clients().findByClientId("shop").orElseThrow();
        Result late = meanwhile(() -> database.clientChanges().delete(shop, Attribution.of("test")), "client " + verb);
        assertThat(late.err()).isEqualTo("latchkey: The client 'shop' was deleted just now.\n");
        assertThat(late.exitCode()).isEqualTo(3);
        assertThat(Cli.on(settings).run("audit", "list", "--limit", "1").out()).contains("test\tclient.delete");
    }

    /** Runs a command that finds its target, and waits for it while a deletion is about to be committed. */
    private Result meanwhile(Runnable deletion, String command) throws Exception {
        try (var other = Executors.newSingleThreadExecutor()) {
            Future<Result> late = database.transactions().in(() -> {
                deletion.run();
                Cli cli = Cli.on(settings).input("violet-harbour-91-lamp\n");
                Future<Result> running = other.submit(() -> cli.run(command.split(" ", -1)));
                while (!running.isDone() && !somebodyWaits()) {
                    Thread.onSpinWait();
                }
                return running;
            });
            return late.get();
        }
    }

    private boolean somebodyWaits() {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM pg_stat_activity
                                        WHERE datname = current_database() AND wait_event_type = 'Lock')
                        """).query(Boolean.class).single();
    }

    @Test
    void aDryRunTakesEverythingBack() {
        assertThat(Cli.on(settings).run("user", "delete", "alice", "--dry-run").err())
                .startsWith("would have deleted alice: 1");
        assertThat(Cli.on(settings).run("user", "disable", "alice", "--dry-run").exitCode())
                .isZero();
        assertThat(Cli.on(settings).run("token", "revoke", "--all", "--dry-run").exitCode())
                .isZero();
        assertThat(Cli.on(settings).run("token", "list", "--active", "-o", "id").out())
                .hasLineCount(1);
        assertThat(jdbc.sql(
                                "SELECT count(*) FROM audit_log WHERE action IN ('user.delete', 'user.disable', 'token.revoke')")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void everyChangeLeavesItsReasonInTheAuditLog() {
        Cli.on(settings).run("user", "disable", "alice", "--reason", "gone");
        Cli.on(settings).run("client", "disable", "shop", "--reason", "over");
        assertThat(Cli.on(settings).run("audit", "list", "--limit", "2").out())
                .contains("admin@console\tuser.disable\talice\tgone\t", "admin@console\tclient.disable\tshop\tover\t");
    }
}
