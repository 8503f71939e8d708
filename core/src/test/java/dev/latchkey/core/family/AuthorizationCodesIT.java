package dev.latchkey.core.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.family.CodeOutcome.Redeemed;
import dev.latchkey.core.family.CodeOutcome.Refusal;
import dev.latchkey.core.jdbc.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an authorization code begins, and when it begins nothing. */
class AuthorizationCodesIT extends OneCode {

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
                    .refresh(
                            token,
                            client.id(),
                            Duration.ofDays(1),
                            Duration.ofMinutes(1),
                            true,
                            Scopes.parse(requested));
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
        database.access().scopeChanges().update(user, before -> Scopes.NONE, BY);
        assertThat(database.families().findLive(family.id()).orElseThrow().scopes())
                .isEqualTo(Scopes.OPENID_CONNECT);
        var token = RefreshToken.parse(new RefreshTokens(List.of(new byte[32])).issue(family.id(), 0, client.id()))
                .orElseThrow();
        assertThat(database.refreshes()
                        .refresh(
                                token,
                                client.id(),
                                Duration.ofDays(1),
                                Duration.ofMinutes(1),
                                true,
                                Scopes.OPENID_CONNECT))
                .isInstanceOf(RefreshOutcome.Rotated.class);
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
        database.consents().approve(session, client.id(), Scopes.parse("openid read"), BY);
        assertThat(redeem(redemption)).isInstanceOf(Redeemed.class);
    }
}
