package dev.latchkey.core.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.account.User;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.family.CodeOutcome.Redeemed;
import dev.latchkey.core.family.CodeOutcome.Refusal;
import dev.latchkey.core.jdbc.Ids;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A code that is presented twice, or by another than the client that it was issued to. */
class CodeMisuseIT extends OneCode {

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
        Client other = accounts.browserClient(newName("other"));
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
        User victim = accounts.user(newName("victim"));
        Client theirs = accounts.browserClient(newName("theirs"));
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
}
