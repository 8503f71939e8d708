package dev.latchkey.core;

import dev.latchkey.core.account.User;
import dev.latchkey.core.client.Client;
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
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/** A sign-in in the middle of everything, and what a browser or an app does next with it. */
abstract class SignedInEverywhere extends OneConnection {

    static final RefreshTokens TOKENS = new RefreshTokens(List.of(new byte[32]));

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
            User user = accounts.user(newName("user"));
            Client client = accounts.browserClient(newName("client"));
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
                    accounts.signIn(user, accounts.client(newName("password"))).id());
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
        SIGNS_IN_ON_A_DEVICE(in -> database.deviceGrants()
                        .poll(in.allowed(), in.client().id(), Duration.ofDays(30), Duration.ofDays(14), null)
                instanceof DeviceOutcome.Redeemed),
        REFRESHES(in -> refreshes(in.online())),
        REFRESHES_OFFLINE(in -> refreshes(in.offline())),
        REFRESHES_ELSEWHERE(in -> refreshes(in.elsewhere())),
        USES_AN_ACCESS_TOKEN(in -> database.families().findLive(in.online()).isPresent());

        final Predicate<Situation> act;

        Step(Predicate<Situation> act) {
            this.act = act;
        }
    }
}
