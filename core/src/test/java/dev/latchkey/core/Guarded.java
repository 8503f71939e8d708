package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.account.PasswordChange;
import dev.latchkey.core.account.Profile;
import dev.latchkey.core.account.ProfileChange;
import dev.latchkey.core.account.User;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.device.DeviceOutcome;
import dev.latchkey.core.family.AuthorizationCode;
import dev.latchkey.core.family.CodeOutcome;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.RefreshOutcome;
import dev.latchkey.core.family.RefreshOutcome.Refused;
import dev.latchkey.core.family.RefreshToken;
import dev.latchkey.core.family.RefreshTokens;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.resource.Resource;
import dev.latchkey.core.resource.Targets;
import dev.latchkey.core.session.NewSession;
import dev.latchkey.core.session.SessionReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A user and a client in the middle of everything, what an administrator does to them, and what they do meanwhile: a
 * request was checked when it came, and an administrator may have disabled, revoked or deleted since. The administrator's
 * transaction holds its locks, the statement waits for them, the administrator commits: the statement must have changed
 * nothing.
 *
 * <p>GuardedStatementsTest of the server holds that there is no statement beside those of the tests that extend this.
 */
abstract class Guarded extends FreshDatabase {

    private static final Attribution ADMIN = Attribution.of("admin");
    private static final RefreshTokens TOKENS = new RefreshTokens(List.of(new byte[32]));

    /**
     * A user, signed in through a client.
     *
     * @param checked credentials that were found right in a browser
     * @param session of the user's browser
     * @param code issued to the client in that session, with the user's consent
     * @param waiting a device with the client about which no user has decided
     * @param allowed one that the user has allowed in that session
     * @param target a resource that the client asks for
     */
    record Situation(
            User user,
            Client client,
            Family family,
            NewSession checked,
            SessionReference session,
            AuthorizationCode code,
            UUID waiting,
            UUID allowed,
            Targets target) {

        static Situation create() {
            User user = accounts.user(newName("user"));
            Client client = accounts.browserClient(newName("client"));
            SessionReference session = accounts.session(user);
            database.consents().approve(session, client.id(), Scopes.parse("read"), Attribution.of("test"));
            String api = "https://" + client.clientId() + "/";
            database.requests().resources().put(new Resource(api, Scopes.parse("read write")), ADMIN);
            return new Situation(
                    user,
                    client,
                    accounts.signIn(user, client),
                    accounts.newSession(user),
                    session,
                    accounts.code(session, client, "read"),
                    accounts.device(client),
                    accounts.approvedDevice(client, session),
                    accounts.target(api));
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

    static final Interference DISABLES_THE_USER = in -> database.userChanges().disable(in.user(), ADMIN);
    static final Interference ENDS_THE_ACCOUNT =
            in -> database.access().endChanges().move(in.user(), Instant.EPOCH, ADMIN);
    static final Interference DELETES_THE_USER = in -> database.userChanges().delete(in.user(), ADMIN);
    static final Interference REVOKES = in -> database.userChanges().revokeTokens(in.user(), ADMIN);
    static final Interference REVOKES_ONE =
            in -> database.revocations().revoke(in.family().id(), "administrator", ADMIN);
    static final Interference SETS_A_PASSWORD =
            in -> database.userChanges().setPassword(in.user(), "{argon2}new", ADMIN);
    static final Interference DISABLES_THE_CLIENT =
            in -> database.clientChanges().disable(in.client(), ADMIN);
    static final Interference DELETES_THE_CLIENT =
            in -> database.clientChanges().delete(in.client(), ADMIN);
    static final Interference REVOKES_THE_CLIENTS =
            in -> database.clientChanges().revokeTokens(in.client(), ADMIN);

    static final Interference ENDS_THE_SESSION =
            in -> database.sessionChanges().end(in.session().id(), "user", ADMIN);
    static final Interference WITHDRAWS_THE_CONSENT =
            in -> database.consents().withdraw(in.user().id(), in.client().id(), ADMIN);

    static final Interference WITHDRAWS_ALL_OF_THE_USER =
            in -> database.consents().withdrawAllOfUser(in.user().id(), ADMIN);
    static final Interference WITHDRAWS_ALL_OF_THE_CLIENT =
            in -> database.consents().withdrawAllOfClient(in.client().id(), ADMIN);
    static final Interference REMOVES_THE_RESOURCE =
            in -> database.requests().resources().remove(in.target().uris().getFirst(), ADMIN);

    static final Act BEGINS_A_SESSION = in -> database.sessionChanges()
            .begin(in.checked(), in.user().username(), null, Attribution.of("user"))
            .isPresent();
    static final Act CONFIRMS_THE_SESSION = in -> database.sessionChanges()
            .confirm(
                    in.session(),
                    in.user().id(),
                    in.user().username(),
                    in.checked().proof(),
                    Attribution.of("user"))
            .isPresent();
    static final Act CONSENTS = in ->
            database.consents().approve(in.session(), in.client().id(), Scopes.parse("write"), Attribution.of("user"));
    static final Act REDEEMS_A_CODE =
            in -> database.authorizationCodes().redeem(in.code(), Accounts.consentedRedemption(in.client()))
                    instanceof CodeOutcome.Redeemed;
    static final Act CONSENTS_FOR_A_RESOURCE = in -> database.consents()
            .approve(in.session(), in.client().id(), Scopes.parse("write"), in.target(), Attribution.of("user"));
    static final Act REDEEMS_A_CODE_WITHOUT_CONSENT =
            in -> database.authorizationCodes().redeem(in.code(), Accounts.redemption(in.client()))
                    instanceof CodeOutcome.Redeemed;
    static final Act ALLOWS_A_DEVICE = in -> database.deviceGrants()
            .decide(in.waiting(), in.session(), true, Scopes.parse("read"), Attribution.of("user"));
    static final Act SIGNS_IN_ON_A_DEVICE = in ->
            database.deviceGrants().poll(in.allowed(), in.client().id(), Duration.ofDays(30), Duration.ofDays(14), null)
                    instanceof DeviceOutcome.Redeemed;
    static final Act STORES_A_BETTER_HASH = in -> database.sessionChanges()
            .rehash(in.user().id(), Accounts.VERSION, "{argon2}better")
            .isPresent();

    static final Act CHANGES_THE_PASSWORD = in -> database.userChanges()
                    .changePassword(
                            in.user().id(),
                            in.user().username(),
                            Accounts.VERSION,
                            "{argon2}own",
                            in.family().id(),
                            Attribution.of("user"))
            == PasswordChange.CHANGED;
    static final Act CHANGES_THE_PASSWORD_IN_A_SESSION = in -> database.sessionChanges()
            .changePassword(
                    in.session(),
                    in.user().id(),
                    in.user().username(),
                    Accounts.VERSION,
                    "{argon2}own",
                    Attribution.of("user"))
            .isPresent();
    static final Act CHANGES_THE_PROFILE = in -> database.userChanges()
            .updateOwnProfile(
                    in.user().id(),
                    in.family().id(),
                    new ProfileChange(new Profile("own@example.com", null), true, false),
                    Attribution.of("user"))
            .isPresent();
    static final Act BEGINS_A_FAMILY = in -> database.families()
            .begin(Accounts.newFamily(in.user(), in.client()))
            .isPresent();
    static final Act REFRESHES = in -> !(refresh(in) instanceof Refused);

    /** The resource that a situation has. */
    private static RefreshOutcome refresh(Situation in) {
        String token = TOKENS.issue(in.family().id(), 0, in.client().id());
        return database.refreshes()
                .refresh(
                        RefreshToken.parse(token).orElseThrow(),
                        in.client().id(),
                        Duration.ofDays(1),
                        Duration.ofMinutes(1),
                        true,
                        Scopes.NONE);
    }

    /** Lets the administrator commit while the statement waits, and fails if it did anything. */
    static void assertCounts(Guard guard) throws Exception {
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
