package dev.latchkey.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.OneConnection;
import dev.latchkey.core.account.User;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.family.AuthorizationCode;
import dev.latchkey.core.family.CodeOutcome.Redeemed;
import dev.latchkey.core.family.CodeOutcome.Refused;
import dev.latchkey.core.family.Redemption;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.session.Amr;
import dev.latchkey.core.session.NewSession;
import dev.latchkey.core.session.SessionReference;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a browser can write to the audit log is bounded: sign-ins, consents and codes of one user. */
class BrowserEventsIT extends OneConnection {

    private static final int TOO_MANY = AuditCounts.MOST + 3;

    private User user;
    private Client client;

    @BeforeEach
    void add() {
        user = accounts.user(newName("user"));
        client = accounts.browserClient(newName("client"));
    }

    @Test
    void signIns() {
        for (int i = 0; i < TOO_MANY; i++) {
            accounts.session(user);
        }
        assertBounded("session.begin", user.id());
    }

    @Test
    void confirmedSignIns() {
        SessionReference session = accounts.session(user);
        var proof = new NewSession.Proof(accounts.version(user), Amr.PASSWORD, false, Duration.ofHours(1));
        for (int i = 0; i < TOO_MANY; i++) {
            session = database.sessionChanges()
                    .confirm(session, user.id(), user.username(), proof, BY)
                    .orElseThrow();
        }
        assertBounded("session.confirm", user.id());
    }

    @Test
    void consents() {
        SessionReference session = accounts.session(user);
        for (int i = 0; i < TOO_MANY; i++) {
            assertThat(database.consents().approve(session, client.id(), Scopes.parse("read"), BY))
                    .isTrue();
        }
        assertBounded("consent.grant", user.id());
    }

    @Test
    void misusedAndReplayedCodes() {
        SessionReference session = accounts.session(user);
        Redemption wrong = new Redemption(
                client.id(),
                Accounts.REDIRECT_URI,
                "x".repeat(43),
                false,
                false,
                Duration.ofDays(1),
                Duration.ofDays(1));
        for (int i = 0; i < TOO_MANY; i++) {
            AuthorizationCode misused = accounts.code(session, client, "read");
            assertThat(database.authorizationCodes().redeem(misused, wrong)).isInstanceOf(Refused.class);
            AuthorizationCode replayed = accounts.code(session, client, "read");
            assertThat(database.authorizationCodes().redeem(replayed, Accounts.redemption(client)))
                    .isInstanceOf(Redeemed.class);
            assertThat(database.authorizationCodes().redeem(replayed, wrong)).isInstanceOf(Refused.class);
        }
        assertBounded("code.misuse", null);
        assertBounded("code.reuse", null);
    }

    /** The events of codes have the family as their target, and the user among their details. */
    private void assertBounded(String action, @Nullable UUID target) {
        List<@Nullable String> details = sql.sql("""
                SELECT details::text
                  FROM audit_log
                 WHERE action = :action AND (target_id = :target::uuid OR details ->> 'user' = :user)
                 ORDER BY id
                """)
                .param("action", action)
                .param("target", target)
                .param("user", user.id().toString())
                .query(String.class)
                .list();
        assertThat(details).as(action).hasSize(AuditCounts.MOST);
        assertThat(details.getLast()).contains("not_written_until");
    }
}
