package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.ProfileChange;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.UserChanges.PasswordChange;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.RefreshOutcome;
import dev.latchkey.core.family.RefreshOutcome.Refused;
import dev.latchkey.core.family.RefreshToken;
import dev.latchkey.core.family.RefreshTokens;
import dev.latchkey.core.family.Scopes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Every statement by which a user or a client acts, and what it finds out again when it commits: a request was checked when
 * it came, and an administrator may have disabled, revoked or deleted since. The administrator's transaction holds its
 * locks, the statement waits for them, the administrator commits: the statement must have changed nothing.
 *
 * <p>GuardedStatementsTest of the server holds that there is no statement beside these.
 */
class GuardsIT {

    private static final Attribution ADMIN = Attribution.of("admin");
    private static final RefreshTokens TOKENS = new RefreshTokens(List.of(new byte[32]));

    private static Database database;
    private static JdbcClient sql;
    private static Accounts accounts;
    private static int number;

    @BeforeAll
    static void start() {
        ConnectionSettings settings = TestDatabase.fresh();
        database = new Database(DataSources.direct(settings));
        sql = JdbcClient.create(DataSources.direct(settings));
        database.partitions().extend();
        accounts = new Accounts(database);
    }

    /** A user, signed in through a client. */
    record Situation(User user, Client client, Family family) {}

    /** What an administrator does meanwhile. */
    @FunctionalInterface
    interface Interference {
        void in(Situation situation);
    }

    /** What the user or the client does; true when it was done. */
    @FunctionalInterface
    interface Act {
        boolean in(Situation situation);
    }

    /** One line of the table. */
    record Guard(String statement, String meanwhile, Interference interference, Act act) {

        @Override
        public String toString() {
            return statement + ", while an administrator " + meanwhile;
        }
    }

    private static final Interference DISABLES_THE_USER =
            in -> database.userChanges().disable(in.user(), ADMIN);
    private static final Interference DELETES_THE_USER =
            in -> database.userChanges().delete(in.user(), ADMIN);
    private static final Interference REVOKES = in -> database.userChanges().revokeTokens(in.user(), ADMIN);
    private static final Interference REVOKES_ONE =
            in -> database.revocations().revoke(in.family().id(), "administrator", ADMIN);
    private static final Interference SETS_A_PASSWORD =
            in -> database.userChanges().setPassword(in.user(), "{argon2}new", ADMIN);
    private static final Interference DISABLES_THE_CLIENT =
            in -> database.clientChanges().disable(in.client(), ADMIN);
    private static final Interference DELETES_THE_CLIENT =
            in -> database.clientChanges().delete(in.client(), ADMIN);
    private static final Interference REVOKES_THE_CLIENTS =
            in -> database.clientChanges().revokeTokens(in.client(), ADMIN);

    private static final Act CHANGES_THE_PASSWORD = in -> database.userChanges()
                    .changePassword(
                            in.user().id(),
                            in.user().username(),
                            Accounts.VERSION,
                            "{argon2}own",
                            in.family().id(),
                            Attribution.of("user"))
            == PasswordChange.CHANGED;
    private static final Act CHANGES_THE_PROFILE = in -> database.userChanges()
            .updateOwnProfile(
                    in.user().id(),
                    in.family().id(),
                    new ProfileChange(new Profile("own@example.com", null), true, false),
                    Attribution.of("user"))
            .isPresent();
    private static final Act STORES_A_BETTER_HASH = in -> database.users()
            .rehash(in.user().id(), Accounts.VERSION, "{argon2}better")
            .isPresent();
    private static final Act BEGINS_A_FAMILY = in -> database.families()
            .begin(Accounts.newFamily(in.user(), in.client()))
            .isPresent();
    private static final Act REFRESHES = in -> !(refresh(in) instanceof Refused);

    private static RefreshOutcome refresh(Situation in) {
        String token = TOKENS.issue(in.family().id(), 0, in.client().id());
        return database.refreshes()
                .refresh(
                        RefreshToken.parse(token).orElseThrow(),
                        in.client().id(),
                        Duration.ofDays(1),
                        Duration.ofMinutes(1),
                        Scopes.NONE);
    }

    static Stream<Guard> guards() {
        return Stream.of(
                // The lock on the user's row, and then: enabled, the sign-in live.
                new Guard("UserChanges.changePassword", "disables the user", DISABLES_THE_USER, CHANGES_THE_PASSWORD),
                new Guard("UserChanges.changePassword", "deletes the user", DELETES_THE_USER, CHANGES_THE_PASSWORD),
                new Guard("UserChanges.changePassword", "revokes the tokens", REVOKES, CHANGES_THE_PASSWORD),
                new Guard("UserChanges.changePassword", "revokes the sign-in", REVOKES_ONE, CHANGES_THE_PASSWORD),
                new Guard("UserChanges.changePassword", "sets a password", SETS_A_PASSWORD, CHANGES_THE_PASSWORD),
                new Guard(
                        "UserChanges.changePassword", "disables the client", DISABLES_THE_CLIENT, CHANGES_THE_PASSWORD),
                new Guard("UserChanges.updateOwnProfile", "disables the user", DISABLES_THE_USER, CHANGES_THE_PROFILE),
                new Guard("UserChanges.updateOwnProfile", "deletes the user", DELETES_THE_USER, CHANGES_THE_PROFILE),
                new Guard("UserChanges.updateOwnProfile", "revokes the tokens", REVOKES, CHANGES_THE_PROFILE),
                new Guard("UserChanges.updateOwnProfile", "revokes the sign-in", REVOKES_ONE, CHANGES_THE_PROFILE),
                new Guard(
                        "UserChanges.updateOwnProfile",
                        "disables the client",
                        DISABLES_THE_CLIENT,
                        CHANGES_THE_PROFILE),
                // credential_version = :version AND disabled_at IS NULL
                new Guard("Users.rehash", "disables the user", DISABLES_THE_USER, STORES_A_BETTER_HASH),
                new Guard("Users.rehash", "deletes the user", DELETES_THE_USER, STORES_A_BETTER_HASH),
                new Guard("Users.rehash", "sets a password", SETS_A_PASSWORD, STORES_A_BETTER_HASH),
                // FOR SHARE of both rows, which are read again: enabled, the same version.
                new Guard("TokenFamilies.begin", "disables the user", DISABLES_THE_USER, BEGINS_A_FAMILY),
                new Guard("TokenFamilies.begin", "deletes the user", DELETES_THE_USER, BEGINS_A_FAMILY),
                new Guard("TokenFamilies.begin", "sets a password", SETS_A_PASSWORD, BEGINS_A_FAMILY),
                new Guard("TokenFamilies.begin", "disables the client", DISABLES_THE_CLIENT, BEGINS_A_FAMILY),
                new Guard("TokenFamilies.begin", "deletes the client", DELETES_THE_CLIENT, BEGINS_A_FAMILY),
                // revoked_at IS NULL: whatever disables or deletes revokes in the same transaction.
                new Guard("Refreshes.refresh", "disables the user", DISABLES_THE_USER, REFRESHES),
                new Guard("Refreshes.refresh", "deletes the user", DELETES_THE_USER, REFRESHES),
                new Guard("Refreshes.refresh", "sets a password", SETS_A_PASSWORD, REFRESHES),
                new Guard("Refreshes.refresh", "revokes the tokens", REVOKES, REFRESHES),
                new Guard("Refreshes.refresh", "revokes the sign-in", REVOKES_ONE, REFRESHES),
                new Guard("Refreshes.refresh", "disables the client", DISABLES_THE_CLIENT, REFRESHES),
                new Guard("Refreshes.refresh", "deletes the client", DELETES_THE_CLIENT, REFRESHES),
                new Guard("Refreshes.refresh", "revokes the client's tokens", REVOKES_THE_CLIENTS, REFRESHES),
                // revoked_at IS NULL: a second revocation is none, and has no event.
                new Guard(
                        "Revocations.revoke",
                        "disables the client",
                        DISABLES_THE_CLIENT,
                        in -> database.revocations()
                                .revoke(in.family().id(), "client_request", Attribution.of("client"))));
    }

    @ParameterizedTest
    @MethodSource("guards")
    void whatAnAdministratorDidMeanwhileCounts(Guard guard) throws Exception {
        number++;
        User user = accounts.user("user" + number);
        Client client = accounts.client("client" + number);
        var situation = new Situation(user, client, accounts.signIn(user, client));
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> administrator =
                    threads.submit(() -> database.transactions().run(() -> {
                        guard.interference().in(situation);
                        locked.countDown();
                        await(commit);
                    }));
            await(locked);
            Future<Boolean> act = threads.submit(() -> guard.act().in(situation));
            untilOneWaits();
            commit.countDown();
            administrator.get(30, TimeUnit.SECONDS);
            assertThat(act.get(30, TimeUnit.SECONDS)).as(guard.toString()).isFalse();
        }
        assertUntouched(situation);
    }

    private static void untilOneWaits() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!sql.sql("""
                SELECT EXISTS (SELECT FROM pg_stat_activity
                                WHERE wait_event_type = 'Lock' AND datname = current_database())
                """).query(Boolean.class).single()) {
            assertThat(System.nanoTime()).as("the statement waits for a lock").isLessThan(end);
        }
    }

    /** Nothing that a user or a client did has left a trace. */
    private static void assertUntouched(Situation situation) {
        Optional<String> hash = sql.sql("SELECT coalesce(password_hash, '') || ' ' || email FROM users WHERE id = :id")
                .param("id", situation.user().id())
                .query(String.class)
                .optional();
        hash.ifPresent(text -> assertThat(text).doesNotContain("own", "better"));
        assertThat(sql.sql("""
                        SELECT count(*) FROM audit_log
                         WHERE actor IN ('user', 'client') AND target_id IN (:user, :family)
                        """)
                        .param("user", situation.user().id())
                        .param("family", situation.family().id())
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(sql.sql("SELECT count(*) FROM tokens WHERE user_id = :user AND revoked_at IS NULL AND id <> :family")
                        .param("user", situation.user().id())
                        .param("family", situation.family().id())
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
