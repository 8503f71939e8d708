package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.account.PasswordChange;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.ProfileChange;
import dev.latchkey.core.account.User;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.device.DeviceOutcome;
import dev.latchkey.core.family.AuthorizationCode;
import dev.latchkey.core.family.CodeOutcome;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.RefreshOutcome;
import dev.latchkey.core.family.RefreshOutcome.Refused;
import dev.latchkey.core.family.RefreshToken;
import dev.latchkey.core.family.RefreshTokens;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.session.NewSession;
import dev.latchkey.core.session.SessionReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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

    /**
     * A user, signed in through a client.
     *
     * @param checked credentials that were found right in a browser
     * @param session of the user's browser
     * @param code issued to the client in that session, with the user's consent
     * @param waiting a device with the client about which no user has decided
     * @param allowed one that the user has allowed in that session
     */
    record Situation(
            User user,
            Client client,
            Family family,
            NewSession checked,
            SessionReference session,
            AuthorizationCode code,
            UUID waiting,
            UUID allowed) {

        static Situation create() {
            number++;
            User user = accounts.user("user" + number);
            Client client = accounts.browserClient("client" + number);
            SessionReference session = accounts.session(user);
            database.consents().approve(session, client.id(), Scopes.parse("read"), Attribution.of("test"));
            return new Situation(
                    user,
                    client,
                    accounts.signIn(user, client),
                    accounts.newSession(user),
                    session,
                    accounts.code(session, client, "read"),
                    accounts.device(client),
                    accounts.approvedDevice(client, session));
        }
    }

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

    private static final Interference ENDS_THE_SESSION =
            in -> database.sessionChanges().end(in.session().id(), "user", ADMIN);
    private static final Interference WITHDRAWS_THE_CONSENT =
            in -> database.consents().withdraw(in.user().id(), in.client().id(), ADMIN);

    private static final Act BEGINS_A_SESSION = in -> database.sessionChanges()
            .begin(in.checked(), in.user().username(), null, Attribution.of("user"))
            .isPresent();
    private static final Act CONFIRMS_THE_SESSION = in -> database.sessionChanges()
            .confirm(
                    in.session(),
                    in.user().id(),
                    in.user().username(),
                    in.checked().proof(),
                    Attribution.of("user"))
            .isPresent();
    private static final Act CONSENTS = in ->
            database.consents().approve(in.session(), in.client().id(), Scopes.parse("write"), Attribution.of("user"));
    private static final Act REDEEMS_A_CODE =
            in -> database.authorizationCodes().redeem(in.code(), Accounts.consentedRedemption(in.client()))
                    instanceof CodeOutcome.Redeemed;
    private static final Act ALLOWS_A_DEVICE = in -> database.deviceGrants()
            .decide(in.waiting(), in.session(), true, Scopes.parse("read"), Attribution.of("user"));
    private static final Act SIGNS_IN_ON_A_DEVICE =
            in -> database.deviceGrants().poll(in.allowed(), in.client().id(), Duration.ofDays(30), Duration.ofDays(14))
                    instanceof DeviceOutcome.Redeemed;
    private static final Act STORES_A_BETTER_HASH = in -> database.sessionChanges()
            .rehash(in.user().id(), Accounts.VERSION, "{argon2}better")
            .isPresent();

    private static final Act CHANGES_THE_PASSWORD = in -> database.userChanges()
                    .changePassword(
                            in.user().id(),
                            in.user().username(),
                            Accounts.VERSION,
                            "{argon2}own",
                            in.family().id(),
                            Attribution.of("user"))
            == PasswordChange.CHANGED;
    private static final Act CHANGES_THE_PASSWORD_IN_A_SESSION = in -> database.sessionChanges()
            .changePassword(
                    in.session(),
                    in.user().id(),
                    in.user().username(),
                    Accounts.VERSION,
                    "{argon2}own",
                    Attribution.of("user"))
            .isPresent();
    private static final Act CHANGES_THE_PROFILE = in -> database.userChanges()
            .updateOwnProfile(
                    in.user().id(),
                    in.family().id(),
                    new ProfileChange(new Profile("own@example.com", null), true, false),
                    Attribution.of("user"))
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
                // FOR SHARE of the user's row: enabled, the same version of the credentials.
                new Guard("SessionChanges.begin", "disables the user", DISABLES_THE_USER, BEGINS_A_SESSION),
                new Guard("SessionChanges.begin", "deletes the user", DELETES_THE_USER, BEGINS_A_SESSION),
                new Guard("SessionChanges.begin", "sets a password", SETS_A_PASSWORD, BEGINS_A_SESSION),
                new Guard("SessionChanges.rehash", "disables the user", DISABLES_THE_USER, STORES_A_BETTER_HASH),
                new Guard("SessionChanges.rehash", "deletes the user", DELETES_THE_USER, STORES_A_BETTER_HASH),
                new Guard("SessionChanges.rehash", "sets a password", SETS_A_PASSWORD, STORES_A_BETTER_HASH),
                // The same, and the session's own row: live.
                new Guard("SessionChanges.confirm", "disables the user", DISABLES_THE_USER, CONFIRMS_THE_SESSION),
                new Guard("SessionChanges.confirm", "deletes the user", DELETES_THE_USER, CONFIRMS_THE_SESSION),
                new Guard("SessionChanges.confirm", "sets a password", SETS_A_PASSWORD, CONFIRMS_THE_SESSION),
                new Guard("SessionChanges.confirm", "revokes the tokens", REVOKES, CONFIRMS_THE_SESSION),
                new Guard("SessionChanges.confirm", "ends the session", ENDS_THE_SESSION, CONFIRMS_THE_SESSION),
                // The lock on the user's row, and then: the session live, the same version of the credentials.
                new Guard(
                        "SessionChanges.changePassword",
                        "disables the user",
                        DISABLES_THE_USER,
                        CHANGES_THE_PASSWORD_IN_A_SESSION),
                new Guard(
                        "SessionChanges.changePassword",
                        "deletes the user",
                        DELETES_THE_USER,
                        CHANGES_THE_PASSWORD_IN_A_SESSION),
                new Guard(
                        "SessionChanges.changePassword",
                        "sets a password",
                        SETS_A_PASSWORD,
                        CHANGES_THE_PASSWORD_IN_A_SESSION),
                new Guard(
                        "SessionChanges.changePassword",
                        "revokes the tokens",
                        REVOKES,
                        CHANGES_THE_PASSWORD_IN_A_SESSION),
                new Guard(
                        "SessionChanges.changePassword",
                        "ends the session",
                        ENDS_THE_SESSION,
                        CHANGES_THE_PASSWORD_IN_A_SESSION),
                // FOR SHARE of user, session and client.
                new Guard("Consents.approve", "disables the user", DISABLES_THE_USER, CONSENTS),
                new Guard("Consents.approve", "deletes the user", DELETES_THE_USER, CONSENTS),
                new Guard("Consents.approve", "sets a password", SETS_A_PASSWORD, CONSENTS),
                new Guard("Consents.approve", "revokes the tokens", REVOKES, CONSENTS),
                new Guard("Consents.approve", "ends the session", ENDS_THE_SESSION, CONSENTS),
                new Guard("Consents.approve", "disables the client", DISABLES_THE_CLIENT, CONSENTS),
                new Guard("Consents.approve", "deletes the client", DELETES_THE_CLIENT, CONSENTS),
                // FOR SHARE of user, session, client and consent.
                new Guard("AuthorizationCodes.redeem", "disables the user", DISABLES_THE_USER, REDEEMS_A_CODE),
                new Guard("AuthorizationCodes.redeem", "deletes the user", DELETES_THE_USER, REDEEMS_A_CODE),
                new Guard("AuthorizationCodes.redeem", "sets a password", SETS_A_PASSWORD, REDEEMS_A_CODE),
                new Guard("AuthorizationCodes.redeem", "revokes the tokens", REVOKES, REDEEMS_A_CODE),
                new Guard("AuthorizationCodes.redeem", "ends the session", ENDS_THE_SESSION, REDEEMS_A_CODE),
                new Guard("AuthorizationCodes.redeem", "disables the client", DISABLES_THE_CLIENT, REDEEMS_A_CODE),
                new Guard("AuthorizationCodes.redeem", "deletes the client", DELETES_THE_CLIENT, REDEEMS_A_CODE),
                new Guard(
                        "AuthorizationCodes.redeem",
                        "revokes the client's tokens",
                        REVOKES_THE_CLIENTS,
                        REDEEMS_A_CODE),
                new Guard("AuthorizationCodes.redeem", "takes the consent away", WITHDRAWS_THE_CONSENT, REDEEMS_A_CODE),
                // The same for the decision about a device.
                new Guard("DeviceGrants.decide", "disables the user", DISABLES_THE_USER, ALLOWS_A_DEVICE),
                new Guard("DeviceGrants.decide", "deletes the user", DELETES_THE_USER, ALLOWS_A_DEVICE),
                new Guard("DeviceGrants.decide", "sets a password", SETS_A_PASSWORD, ALLOWS_A_DEVICE),
                new Guard("DeviceGrants.decide", "revokes the tokens", REVOKES, ALLOWS_A_DEVICE),
                new Guard("DeviceGrants.decide", "ends the session", ENDS_THE_SESSION, ALLOWS_A_DEVICE),
                new Guard("DeviceGrants.decide", "disables the client", DISABLES_THE_CLIENT, ALLOWS_A_DEVICE),
                new Guard("DeviceGrants.decide", "deletes the client", DELETES_THE_CLIENT, ALLOWS_A_DEVICE),
                // FOR SHARE of user, client and grant.
                new Guard("DeviceGrants.poll", "disables the user", DISABLES_THE_USER, SIGNS_IN_ON_A_DEVICE),
                new Guard("DeviceGrants.poll", "deletes the user", DELETES_THE_USER, SIGNS_IN_ON_A_DEVICE),
                new Guard("DeviceGrants.poll", "sets a password", SETS_A_PASSWORD, SIGNS_IN_ON_A_DEVICE),
                new Guard("DeviceGrants.poll", "revokes the tokens", REVOKES, SIGNS_IN_ON_A_DEVICE),
                new Guard("DeviceGrants.poll", "disables the client", DISABLES_THE_CLIENT, SIGNS_IN_ON_A_DEVICE),
                new Guard("DeviceGrants.poll", "deletes the client", DELETES_THE_CLIENT, SIGNS_IN_ON_A_DEVICE),
                new Guard(
                        "DeviceGrants.poll", "revokes the client's tokens", REVOKES_THE_CLIENTS, SIGNS_IN_ON_A_DEVICE),
                new Guard("DeviceGrants.poll", "takes the consent away", WITHDRAWS_THE_CONSENT, SIGNS_IN_ON_A_DEVICE),
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
        var situation = Situation.create();
        boolean done = Meanwhile.act(
                database,
                sql,
                () -> guard.interference().in(situation),
                () -> guard.act().in(situation));
        assertThat(done).as(guard.toString()).isFalse();
        assertUntouched(situation);
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
        assertThat(sql.sql("""
                        SELECT count(*) FROM browser_sessions WHERE user_id = :user AND (id <> :session OR generation > 0)
                        """)
                        .param("user", situation.user().id())
                        .param("session", situation.session().id())
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(database.consents()
                        .find(situation.user().id(), situation.client().id()))
                .isNotEqualTo(Optional.of(Scopes.parse("read write")));
    }
}
