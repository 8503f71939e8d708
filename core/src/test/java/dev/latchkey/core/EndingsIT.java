package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.account.User;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.device.DeviceOutcome;
import dev.latchkey.core.family.AuthorizationCode;
import dev.latchkey.core.family.CodeOutcome.Redeemed;
import dev.latchkey.core.family.RefreshOutcome;
import dev.latchkey.core.family.RefreshToken;
import dev.latchkey.core.family.RefreshTokens;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.session.NewSession;
import dev.latchkey.core.session.SessionReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Everything that ends a sign-in, with every step that may follow it: the step is refused from the next request on. And
 * what an ending leaves alone, so that the table is not passed by ending everything.
 */
class EndingsIT {

    private static final Attribution BY = Attribution.of("test");
    private static final RefreshTokens TOKENS = new RefreshTokens(List.of(new byte[32]));

    private static SingleConnection connection;
    private static Database database;
    private static JdbcClient sql;
    private static Accounts accounts;
    private static int number;

    @BeforeAll
    static void start() {
        ConnectionSettings settings = TestDatabase.fresh();
        connection = new SingleConnection(settings);
        database = connection.database();
        sql = JdbcClient.create(DataSources.direct(settings));
        database.partitions().extend();
        accounts = new Accounts(database);
    }

    @AfterAll
    static void stop() {
        connection.close();
    }

    /**
     * A user in the middle of everything.
     *
     * @param checked credentials that were found right, and nothing begun with them
     * @param code issued, and not redeemed
     * @param waiting a device about which no user has decided
     * @param allowed a device that the user allowed in the session, and that has not fetched its tokens
     * @param online a family that ends with the session
     * @param offline a family that was granted {@code offline_access}
     * @param elsewhere a family of the same user that began with a password
     */
    record Situation(
            User user,
            Client client,
            NewSession checked,
            SessionReference session,
            AuthorizationCode code,
            UUID waiting,
            UUID allowed,
            UUID online,
            UUID offline,
            UUID elsewhere) {

        static Situation create() {
            number++;
            User user = accounts.user("user" + number);
            Client client = accounts.browserClient("client" + number);
            SessionReference session = accounts.session(user);
            return new Situation(
                    user,
                    client,
                    accounts.newSession(user),
                    session,
                    accounts.code(session, client, "read"),
                    accounts.device(client),
                    accounts.approvedDevice(client, session),
                    redeemed(accounts.code(session, client, "read"), client),
                    redeemed(accounts.code(session, client, "read offline_access"), client),
                    accounts.signIn(user, accounts.client("password" + number)).id());
        }
    }

    private static UUID redeemed(AuthorizationCode code, Client client) {
        var outcome = database.authorizationCodes().redeem(code, Accounts.redemption(client));
        return ((Redeemed) outcome).family().id();
    }

    private static boolean refreshes(UUID family) {
        UUID client = sql.sql("SELECT client_id FROM tokens WHERE id = :id")
                .param("id", family)
                .query(UUID.class)
                .optional()
                .orElse(family);
        RefreshToken token = RefreshToken.parse(TOKENS.issue(family, 0, client)).orElseThrow();
        return !(database.refreshes().refresh(token, client, Duration.ofDays(1), Duration.ZERO, Scopes.NONE)
                instanceof RefreshOutcome.Refused);
    }

    /** What a browser or an app does next; true when it gets something. */
    @SuppressWarnings("ImmutableEnumChecker") // nothing changes them
    enum Step {
        BEGINS_A_SESSION(in -> database.sessionChanges()
                .begin(in.checked(), in.user().username(), null, BY)
                .isPresent()),
        SHOWS_THE_COOKIE(in -> database.sessions().visit(in.session(), null).isPresent()),
        PROVES_IT_AGAIN(in -> database.sessionChanges()
                .confirm(
                        in.session(),
                        in.user().id(),
                        in.user().username(),
                        in.checked().proof(),
                        BY)
                .isPresent()),
        CONSENTS(in -> database.consents().approve(in.session(), in.client().id(), Scopes.parse("read"), BY)),
        REDEEMS_A_CODE(in ->
                database.authorizationCodes().redeem(in.code(), Accounts.redemption(in.client())) instanceof Redeemed),
        ALLOWS_A_DEVICE(
                in -> database.deviceGrants().decide(in.waiting(), in.session(), true, Scopes.parse("read"), BY)),
        SIGNS_IN_ON_A_DEVICE(in ->
                database.deviceGrants().poll(in.allowed(), in.client().id(), Duration.ofDays(30), Duration.ofDays(14))
                        instanceof DeviceOutcome.Redeemed),
        REFRESHES(in -> refreshes(in.online())),
        REFRESHES_OFFLINE(in -> refreshes(in.offline())),
        REFRESHES_ELSEWHERE(in -> refreshes(in.elsewhere())),
        USES_AN_ACCESS_TOKEN(in -> database.families().findLive(in.online()).isPresent());

        private final Predicate<Situation> act;

        Step(Predicate<Situation> act) {
            this.act = act;
        }
    }

    private static final Set<Step> ALL = EnumSet.allOf(Step.class);

    private static final Set<Step> OF_THE_SESSION = EnumSet.of(
            Step.SHOWS_THE_COOKIE,
            Step.PROVES_IT_AGAIN,
            Step.CONSENTS,
            Step.ALLOWS_A_DEVICE,
            Step.REDEEMS_A_CODE,
            Step.REFRESHES,
            Step.USES_AN_ACCESS_TOKEN);

    private static final Set<Step> OF_THE_SESSION_AND_DEVICES = EnumSet.copyOf(OF_THE_SESSION);

    static {
        OF_THE_SESSION_AND_DEVICES.add(Step.SIGNS_IN_ON_A_DEVICE);
    }

    private static Set<Step> without(Set<Step> steps, Step... others) {
        Set<Step> rest = EnumSet.copyOf(steps);
        rest.removeAll(List.of(others));
        return rest;
    }

    private static void update(String change, Situation in) {
        assertThat(sql.sql("UPDATE users SET " + change + " WHERE id = :id")
                        .param("id", in.user().id())
                        .update())
                .isEqualTo(1);
    }

    /** What ends something, and the steps that get nothing after it. */
    @SuppressWarnings("ImmutableEnumChecker") // nothing changes them
    enum Ending {
        DISABLE(in -> database.userChanges().disable(in.user(), BY), ALL),
        DISABLE_AND_ENABLE(
                in -> {
                    database.userChanges().disable(in.user(), BY);
                    database.userChanges().enable(in.user(), BY);
                },
                ALL),
        DELETE(in -> database.userChanges().delete(in.user(), BY), ALL),
        SET_PASSWORD(in -> database.userChanges().setPassword(in.user(), "{argon2}new", BY), ALL),
        /** In the family from elsewhere: everything ends but that one. */
        CHANGE_PASSWORD(
                in -> database.userChanges()
                        .changePassword(
                                in.user().id(),
                                in.user().username(),
                                Accounts.VERSION,
                                "{argon2}own",
                                in.elsewhere(),
                                BY),
                without(ALL, Step.REFRESHES_ELSEWHERE)),
        /** In the session itself, which goes on; codes and checked passwords of before do not. */
        CHANGE_PASSWORD_IN_THE_SESSION(
                in -> database.userChanges()
                        .changePassword(
                                in.user().id(), in.user().username(), Accounts.VERSION, "{argon2}own", in.online(), BY),
                without(
                        ALL,
                        Step.SHOWS_THE_COOKIE,
                        Step.CONSENTS,
                        Step.ALLOWS_A_DEVICE,
                        Step.REFRESHES,
                        Step.USES_AN_ACCESS_TOKEN)),
        /** On a page, in another session than this one. */
        CHANGE_PASSWORD_ON_A_PAGE(
                in -> database.sessionChanges()
                        .changePassword(
                                accounts.session(in.user()),
                                in.user().id(),
                                in.user().username(),
                                Accounts.VERSION,
                                "{argon2}own",
                                BY),
                ALL),
        /** The session goes on with a new cookie; a copy of the one of before does not. */
        CHANGE_PASSWORD_ON_A_PAGE_OF_THE_SESSION(
                in -> database.sessionChanges()
                        .changePassword(
                                in.session(),
                                in.user().id(),
                                in.user().username(),
                                Accounts.VERSION,
                                "{argon2}own",
                                BY),
                ALL),
        SIGN_OUT_FROM_ANOTHER_SESSION(
                in -> database.sessionChanges()
                        .endOfUser(in.session().id(), in.user().id(), BY),
                OF_THE_SESSION),
        SIGN_OUT_OTHERS(
                in -> database.sessionChanges()
                        .endOthersOfUser(
                                in.user().id(), accounts.session(in.user()).id(), BY),
                OF_THE_SESSION_AND_DEVICES),
        SIGN_OUT_OTHERS_FROM_THE_SESSION(
                in -> database.sessionChanges()
                        .endOthersOfUser(in.user().id(), in.session().id(), BY),
                EnumSet.of(Step.SIGNS_IN_ON_A_DEVICE)),
        SIGN_OUT_BY_ANOTHER_USER(
                in -> database.sessionChanges()
                        .endOfUser(
                                in.session().id(),
                                accounts.user("foreign" + number).id(),
                                BY),
                EnumSet.noneOf(Step.class)),
        SIGN_OUT_EVERYWHERE(
                in -> database.userChanges().revokeTokens(in.user(), BY), without(ALL, Step.BEGINS_A_SESSION)),
        REVOKE_ALL(in -> database.clientChanges().revokeAllTokens(BY), without(ALL, Step.BEGINS_A_SESSION)),
        SIGN_OUT(in -> database.sessionChanges().end(in.session().id(), "user", BY), OF_THE_SESSION),
        REVOKE_SESSIONS_OF_THE_USER(
                in -> database.sessionChanges().endAllOfUser(in.user().id(), BY), OF_THE_SESSION_AND_DEVICES),
        REVOKE_SESSIONS_OF_THE_CLIENT(
                in -> database.sessionChanges().endAllOfClient(in.client().id(), BY), OF_THE_SESSION),
        REVOKE_ALL_SESSIONS(in -> database.sessionChanges().endAll(BY), OF_THE_SESSION),
        ANOTHER_USER_SIGNS_IN(
                in -> {
                    User other = accounts.user("other" + number);
                    database.sessionChanges()
                            .begin(
                                    accounts.newSession(other),
                                    other.username(),
                                    in.session().id(),
                                    BY);
                },
                OF_THE_SESSION),
        DISABLE_THE_CLIENT(
                in -> database.clientChanges().disable(in.client(), BY),
                EnumSet.of(
                        Step.CONSENTS,
                        Step.ALLOWS_A_DEVICE,
                        Step.SIGNS_IN_ON_A_DEVICE,
                        Step.REDEEMS_A_CODE,
                        Step.REFRESHES,
                        Step.REFRESHES_OFFLINE,
                        Step.USES_AN_ACCESS_TOKEN)),
        REVOKE_TOKENS_OF_THE_CLIENT(
                in -> database.clientChanges().revokeTokens(in.client(), BY),
                EnumSet.of(
                        Step.SIGNS_IN_ON_A_DEVICE,
                        Step.REDEEMS_A_CODE,
                        Step.REFRESHES,
                        Step.REFRESHES_OFFLINE,
                        Step.USES_AN_ACCESS_TOKEN)),
        WITHDRAW_CONSENT(
                in -> database.consents().withdraw(in.user().id(), in.client().id(), BY),
                EnumSet.of(
                        Step.SIGNS_IN_ON_A_DEVICE, Step.REFRESHES, Step.REFRESHES_OFFLINE, Step.USES_AN_ACCESS_TOKEN)),
        /** A server of the version before, or psql: it knows no session, and revokes no family. */
        DISABLED_BY_OTHERS(in -> update("disabled_at = now()", in), ALL),
        PASSWORD_SET_BY_OTHERS(
                in -> update("password_hash = 'other'", in),
                EnumSet.of(
                        Step.BEGINS_A_SESSION,
                        Step.SHOWS_THE_COOKIE,
                        Step.PROVES_IT_AGAIN,
                        Step.CONSENTS,
                        Step.ALLOWS_A_DEVICE,
                        Step.SIGNS_IN_ON_A_DEVICE,
                        Step.REDEEMS_A_CODE)),
        /** Not an end at all. */
        BETTER_HASH(
                in -> database.sessionChanges().rehash(in.user().id(), 0, "{argon2}better"),
                // Checked with the version of before: to be checked again.
                EnumSet.of(
                        Step.BEGINS_A_SESSION, Step.PROVES_IT_AGAIN, Step.SIGNS_IN_ON_A_DEVICE, Step.REDEEMS_A_CODE)),
        OTHER_PROFILE(in -> update("email = 'x@example.com', scopes = '{read}'", in), EnumSet.noneOf(Step.class));

        private final Consumer<Situation> act;
        private final Set<Step> refused;

        Ending(Consumer<Situation> act, Set<Step> refused) {
            this.act = act;
            this.refused = refused;
        }
    }

    static Stream<Arguments> pairs() {
        List<Arguments> pairs = new ArrayList<>();
        for (Ending ending : Ending.values()) {
            for (Step step : Step.values()) {
                pairs.add(Arguments.of(ending, step));
            }
        }
        return pairs.stream();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void whatEndsASignInHoldsForTheNextStep(Ending ending, Step step) {
        Situation in = Situation.create();
        ending.act.accept(in);
        assertThat(step.act.test(in)).isEqualTo(!ending.refused.contains(step));
    }

    @ParameterizedTest
    @EnumSource
    void withoutAnEndEveryStepGetsSomething(Step step) {
        assertThat(step.act.test(Situation.create())).isTrue();
    }

    /** A disabled user's sessions do not come back, nor do those of a password that is set once more. */
    @ParameterizedTest
    @EnumSource
    void nothingThatEndedComesBackWhenTheSameHashIsSetAgain(Step step) {
        Situation in = Situation.create();
        database.userChanges().setPassword(in.user(), "{argon2}new", BY);
        database.userChanges().setPassword(in.user(), Accounts.HASH, BY);
        assertThat(step.act.test(in)).isFalse();
    }

    /** What the consent is needed for begins nothing when it was withdrawn. */
    @Test
    void aCodeThatNeededConsentIsDeadWithoutIt() {
        Situation in = Situation.create();
        assertThat(Step.CONSENTS.act.test(in)).isTrue();
        database.consents().withdraw(in.user().id(), in.client().id(), BY);
        assertThat(database.authorizationCodes().redeem(in.code(), Accounts.consentedRedemption(in.client())))
                .isNotInstanceOf(Redeemed.class);
    }
}
