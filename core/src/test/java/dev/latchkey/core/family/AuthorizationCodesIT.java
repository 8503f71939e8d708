package dev.latchkey.core.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.Database;
import dev.latchkey.core.SingleConnection;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.User;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.family.CodeOutcome.Redeemed;
import dev.latchkey.core.family.CodeOutcome.Refusal;
import dev.latchkey.core.family.CodeOutcome.Refused;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.session.SessionReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class AuthorizationCodesIT {

    private static final Attribution BY = Attribution.of("test");

    private static JdbcClient sql;
    private static SingleConnection connection;
    private static Database database;
    private static Accounts accounts;
    private static int number;

    private User user;
    private Client client;
    private SessionReference session;
    private AuthorizationCode code;

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

    @BeforeEach
    void authorize() {
        user = accounts.user("user" + ++number);
        client = accounts.browserClient("client" + number);
        session = accounts.session(user);
        code = accounts.code(session, client, "read openid");
    }

    private CodeOutcome redeem() {
        return redeem(Accounts.redemption(client));
    }

    private CodeOutcome redeem(Redemption redemption) {
        return database.authorizationCodes().redeem(code, redemption);
    }

    private static Redemption presented(Client by, @Nullable String uri, @Nullable String verifier) {
        return new Redemption(by.id(), uri, verifier, false, Duration.ofDays(30), Duration.ofDays(14));
    }

    private static Refusal reason(CodeOutcome outcome) {
        return ((Refused) outcome).reason();
    }

    private @Nullable String revokedReason() {
        return sql.sql("SELECT coalesce(revoked_reason, 'live') FROM tokens WHERE id = :id")
                .param("id", code.familyId())
                .query(String.class)
                .optional()
                .orElse(null);
    }

    /** As if it had been redeemed that long ago. */
    private void age(String howLong) {
        assertThat(sql.sql("UPDATE tokens SET created_at = now() - :age::interval WHERE id = :id")
                        .param("age", howLong)
                        .param("id", code.familyId())
                        .update())
                .isEqualTo(1);
    }

    private AuthorizationCode issued(UUID family, Instant at) {
        return new AuthorizationCode(family, at, code.grantor(), code.grant());
    }

    private List<@Nullable String> events() {
        return sql.sql("SELECT action FROM audit_log WHERE target_id = :id ORDER BY id")
                .param("id", code.familyId())
                .query(String.class)
                .list();
    }

    /** A new hash of the same password is stored, for example: the session gets the new version, the code does not. */
    @Test
    void aCodeOfFormerCredentialsIsRefusedAlthoughItsSessionGoesOn() {
        assertThat(database.sessionChanges().rehash(user.id(), accounts.version(user), "{argon2}better"))
                .isPresent();
        assertThat(database.sessions().visit(session, client.id())).isPresent();
        assertThat(reason(redeem())).isEqualTo(Refusal.ENDED);
    }

    @Test
    void aCodeBeginsTheFamilyThatItNames() {
        Family family = ((Redeemed) redeem()).family();
        assertThat(family.id()).isEqualTo(code.familyId());
        assertThat(family.clientId()).isEqualTo(client.id());
        assertThat(family.userId()).isEqualTo(user.id());
        assertThat(family.username()).isEqualTo(user.username());
        assertThat(family.scopes()).isEqualTo(Scopes.parse("openid read"));
        assertThat(family.generation()).isZero();
        assertThat(family.statusIndex()).isNotNull();
        BrowserSignIn browser = java.util.Objects.requireNonNull(family.browser());
        assertThat(browser)
                .isEqualTo(new BrowserSignIn(
                        session.id(), code.grantor().authTime(), code.grantor().amr(), null));
        // Where the sign-in was, not where the app's server is.
        assertThat(sql.sql("SELECT host(address) || ' ' || user_agent FROM tokens WHERE id = :id")
                        .param("id", family.id())
                        .query(String.class)
                        .single())
                .isEqualTo("192.0.2.8 Browser");
        assertThat(database.families().findLive(family.id())).contains(family);
        assertThat(events()).isEmpty();
    }

    @Test
    void aRefreshKeepsWhatTheBrowserProved() {
        Family family = ((Redeemed) redeem()).family();
        var token = RefreshToken.parse(new RefreshTokens(List.of(new byte[32])).issue(family.id(), 0, client.id()))
                .orElseThrow();
        for (String requested : List.of("openid read", "openid")) {
            RefreshOutcome outcome = database.refreshes()
                    .refresh(token, client.id(), Duration.ofDays(1), Duration.ofMinutes(1), Scopes.parse(requested));
            Family refreshed = outcome instanceof RefreshOutcome.Rotated(Family rotated)
                    ? rotated
                    : ((RefreshOutcome.Repeated) outcome).family();
            assertThat(refreshed.browser()).isEqualTo(family.browser());
            assertThat(refreshed.scopes()).isEqualTo(Scopes.parse("openid read"));
        }
    }

    /** A user has no scope of OpenID Connect and can lose none; another scope that the user loses is lost. */
    @Test
    void theScopesOfOpenIdConnectAreNotTheUsers() {
        code = accounts.code(session, client, "read " + Scopes.OPENID_CONNECT);
        Family family = ((Redeemed) redeem()).family();
        database.userChanges().updateScopes(user, before -> Scopes.NONE, BY);
        assertThat(database.families().findLive(family.id()).orElseThrow().scopes())
                .isEqualTo(Scopes.OPENID_CONNECT);
        var token = RefreshToken.parse(new RefreshTokens(List.of(new byte[32])).issue(family.id(), 0, client.id()))
                .orElseThrow();
        assertThat(database.refreshes()
                        .refresh(token, client.id(), Duration.ofDays(1), Duration.ofMinutes(1), Scopes.OPENID_CONNECT))
                .isInstanceOf(RefreshOutcome.Rotated.class);
    }

    @Test
    void aDoubleSubmitIsRefusedAndTheFamilyGoesOn() {
        redeem();
        assertThat(reason(redeem())).isEqualTo(Refusal.REPEATED);
        assertThat(revokedReason()).isEqualTo("live");
        assertThat(events()).isEmpty();
    }

    @Test
    void aReplayRevokesWhatTheCodeBeganHoweverLate() {
        redeem();
        age("501 milliseconds");
        assertThat(reason(redeem())).isEqualTo(Refusal.REPLAYED);
        assertThat(revokedReason()).isEqualTo("code_replayed");
        assertThat(reason(redeem())).isEqualTo(Refusal.REPLAYED);
        assertThat(events()).containsExactly("code.reuse");
    }

    @Test
    void aReplayAnHourLaterAfterTheSessionEndedRevokesTheSame() {
        code = issued(
                Ids.at(database.now().minus(Duration.ofSeconds(55))),
                database.now().minus(Duration.ofSeconds(55)));
        assertThat(redeem()).isInstanceOf(Redeemed.class);
        AuthorizationCode late = issued(code.familyId(), database.now().minus(Duration.ofHours(1)));
        age("1 hour");
        code = late;
        sql.sql("UPDATE browser_sessions SET ended_at = now(), ended_reason = 'x', expires_at = now() WHERE id = :id")
                .param("id", session.id())
                .update();
        assertThat(reason(redeem())).isEqualTo(Refusal.REPLAYED);
        assertThat(revokedReason()).isEqualTo("code_replayed");
    }

    @Test
    void aReplayWithTheWrongVerifierRevokesAtOnce() {
        redeem();
        assertThat(reason(redeem(presented(client, Accounts.REDIRECT_URI, "x".repeat(43)))))
                .isEqualTo(Refusal.MISUSED);
        assertThat(revokedReason()).isEqualTo("code_replayed");
    }

    @Test
    void anotherVerifierUriOrClientBurnsTheCode() {
        Client other = accounts.browserClient("other" + number);
        for (Redemption wrong : List.of(
                presented(client, Accounts.REDIRECT_URI, "x".repeat(43)),
                presented(client, Accounts.REDIRECT_URI, null),
                presented(client, Accounts.REDIRECT_URI + "/", Accounts.VERIFIER),
                presented(client, null, Accounts.VERIFIER),
                presented(other, Accounts.REDIRECT_URI, Accounts.VERIFIER))) {
            code = accounts.code(session, client, "read");
            assertThat(reason(redeem(wrong))).isEqualTo(Refusal.MISUSED);
            assertThat(revokedReason()).isEqualTo("code_misused");
            assertThat(reason(redeem())).isEqualTo(Refusal.REPLAYED);
            assertThat(revokedReason()).isEqualTo("code_misused");
            assertThat(events()).containsExactly("code.misuse");
            assertThat(sql.sql("SELECT status_index IS NULL AND user_id IS NULL FROM tokens WHERE id = :id")
                            .param("id", code.familyId())
                            .query(Boolean.class)
                            .single())
                    .isTrue();
        }
    }

    @Test
    void aVerifierForARequestWithoutAChallengeBurnsTheCode() {
        var grant = new AuthorizationCode.Grant(client.id(), Accounts.REDIRECT_URI, null, null, Scopes.NONE, null);
        code = new AuthorizationCode(code.familyId(), code.issuedAt(), code.grantor(), grant);
        assertThat(reason(redeem())).isEqualTo(Refusal.MISUSED);
        code = new AuthorizationCode(Ids.at(code.issuedAt()), code.issuedAt(), code.grantor(), grant);
        assertThat(redeem(presented(client, Accounts.REDIRECT_URI, null))).isInstanceOf(Redeemed.class);
    }

    /** Only we seal codes; but were there a fault in that, a burn or a replay would still touch no other's sign-in. */
    @Test
    void aReplayTouchesOnlyTheFamilyOfItsUserAndClient() {
        User victim = accounts.user("victim" + number);
        Client theirs = accounts.browserClient("theirs" + number);
        Family family = accounts.signIn(victim, theirs);
        sql.sql("UPDATE tokens SET created_at = now() - interval '1 hour' WHERE id = :id")
                .param("id", family.id())
                .update();
        code = issued(family.id(), database.now());
        assertThat(reason(redeem())).isEqualTo(Refusal.REPLAYED);
        assertThat(revokedReason()).isEqualTo("live");
        redeem(presented(client, null, null));
        assertThat(revokedReason()).isEqualTo("live");
        assertThat(events()).isEmpty();
    }

    @Test
    void aCodeIsGoodForAMinute() {
        Instant now = database.now();
        code = issued(Ids.at(now.minusSeconds(61)), now.minusSeconds(61));
        assertThat(reason(redeem())).isEqualTo(Refusal.ENDED);
        assertThat(revokedReason()).isNull();
        code = issued(Ids.at(now.minusSeconds(55)), now.minusSeconds(55));
        assertThat(redeem()).isInstanceOf(Redeemed.class);
    }

    @Test
    void aCodeWhosePartitionWasDroppedIsRefused() {
        Instant longAgo = database.now().minus(Duration.ofDays(400));
        code = issued(Ids.at(longAgo), longAgo);
        assertThat(reason(redeem())).isEqualTo(Refusal.ENDED);
        assertThat(reason(redeem(presented(client, Accounts.REDIRECT_URI, null))))
                .isEqualTo(Refusal.FORGOTTEN);
        // An id out of time with a code that has not expired cannot be, and is refused too.
        code = issued(Ids.at(longAgo), database.now());
        assertThat(reason(redeem())).isEqualTo(Refusal.FORGOTTEN);
    }

    @Test
    void aClientThatLostTheGrantOrWhoseTokensWereRevokedRedeemsNothing() {
        database.clientChanges().revokeTokens(client, BY);
        assertThat(reason(redeem())).isEqualTo(Refusal.ENDED);
        code = accounts.code(session, client, "read");
        sql.sql("UPDATE clients SET grant_types = '{refresh_token}' WHERE id = :id")
                .param("id", client.id())
                .update();
        assertThat(reason(redeem())).isEqualTo(Refusal.ENDED);
    }

    @Test
    void aSessionThatIsOverAndAClientThatIsDisabledRedeemNothingWhoeverDidThat() {
        sql.sql("UPDATE clients SET disabled_at = now() WHERE id = :id")
                .param("id", client.id())
                .update();
        assertThat(reason(redeem())).isEqualTo(Refusal.ENDED);
        sql.sql("UPDATE clients SET disabled_at = NULL WHERE id = :id")
                .param("id", client.id())
                .update();
        sql.sql("UPDATE browser_sessions SET expires_at = now() WHERE id = :id")
                .param("id", session.id())
                .update();
        assertThat(reason(redeem())).isEqualTo(Refusal.ENDED);
        sql.sql("UPDATE browser_sessions SET expires_at = now() + interval '1 hour' WHERE id = :id")
                .param("id", session.id())
                .update();
        assertThat(redeem()).isInstanceOf(Redeemed.class);
    }

    @Test
    void whereConsentIsNeededItMustStillBeThere() {
        Redemption redemption = Accounts.consentedRedemption(client);
        assertThat(reason(redeem(redemption))).isEqualTo(Refusal.ENDED);
        database.consents().approve(session, client.id(), Scopes.parse("read"), BY);
        assertThat(redeem(redemption)).isInstanceOf(Redeemed.class);
    }
}
