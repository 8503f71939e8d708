package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.account.User;
import dev.latchkey.core.family.CodeOutcome.Redeemed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that ends a sign-in, with every step that may follow it: the step is refused from the next request on. And
 * what an ending leaves alone, so that the table is not passed by ending everything.
 */
class EndingsIT extends SignedInEverywhere {

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

    private static final Instant PAST = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant FUTURE = Instant.parse("2199-01-01T00:00:00Z");

    private static void end(Situation in, Instant until) {
        assertThat(database.access().endChanges().move(in.user(), until, BY)).isPresent();
    }

    /** As time goes by: without what a change does. */
    private static void untouched(String change, Situation in) {
        sql.sql("ALTER TABLE users DISABLE TRIGGER USER").update();
        update(change, in);
        sql.sql("ALTER TABLE users ENABLE TRIGGER USER").update();
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
        EXPIRE(in -> end(in, PAST), ALL),
        EXPIRE_AND_EXTEND(
                in -> {
                    end(in, PAST);
                    end(in, FUTURE);
                },
                ALL),
        /** Without a command: the time has come. Everything looks at it by itself. */
        EXPIRED_BY_ITSELF(in -> untouched("valid_until = now() - interval '1 second'", in), ALL),
        EXPIRED_BY_ITSELF_AND_EXTENDED(
                in -> {
                    untouched("valid_until = now() - interval '1 second'", in);
                    end(in, FUTURE);
                },
                // These would have ended with the account, had they not begun before it had an end.
                without(
                        ALL,
                        Step.REFRESHES,
                        Step.REFRESHES_OFFLINE,
                        Step.REFRESHES_ELSEWHERE,
                        Step.USES_AN_ACCESS_TOKEN)),
        /** As when it ends tomorrow: nothing happens yet. */
        END_LATER(in -> end(in, FUTURE), EnumSet.noneOf(Step.class)),
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
        /** In the session itself, whose families go on; its cookie, its codes and checked passwords of before do not. */
        CHANGE_PASSWORD_IN_THE_SESSION(
                in -> database.userChanges()
                        .changePassword(
                                in.user().id(), in.user().username(), Accounts.VERSION, "{argon2}own", in.online(), BY),
                without(ALL, Step.REFRESHES, Step.USES_AN_ACCESS_TOKEN)),
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
                                accounts.user(newName("foreign")).id(),
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
                    User other = accounts.user(newName("other"));
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
                        Step.SIGNS_IN_ON_A_DEVICE,
                        Step.REDEEMS_A_CODE,
                        Step.REFRESHES,
                        Step.REFRESHES_OFFLINE,
                        Step.USES_AN_ACCESS_TOKEN)),
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
