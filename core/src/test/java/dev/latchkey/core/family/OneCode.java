package dev.latchkey.core.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import dev.latchkey.core.OneConnection;
import dev.latchkey.core.account.User;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.family.CodeOutcome.Refusal;
import dev.latchkey.core.family.CodeOutcome.Refused;
import dev.latchkey.core.session.SessionReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** A code that was just issued to a client, in a session of a user. */
abstract class OneCode extends OneConnection {

    User user;
    Client client;
    SessionReference session;
    AuthorizationCode code;

    @BeforeEach
    void authorize() {
        user = accounts.user(newName("user"));
        client = accounts.browserClient(newName("client"));
        session = accounts.session(user);
        code = accounts.code(session, client, "read openid");
    }

    CodeOutcome redeem() {
        return redeem(Accounts.redemption(client));
    }

    CodeOutcome redeem(Redemption redemption) {
        return database.authorizationCodes().redeem(code, redemption);
    }

    static Redemption presented(Client by, @Nullable String uri, @Nullable String verifier) {
        return new Redemption(by.id(), uri, verifier, false, false, Duration.ofDays(30), Duration.ofDays(14));
    }

    static Refusal reason(CodeOutcome outcome) {
        return ((Refused) outcome).reason();
    }

    @Nullable
    String revokedReason() {
        return sql.sql("SELECT coalesce(revoked_reason, 'live') FROM tokens WHERE id = :id")
                .param("id", code.familyId())
                .query(String.class)
                .optional()
                .orElse(null);
    }

    /** As if it had been redeemed that long ago. */
    void age(String howLong) {
        assertThat(sql.sql("UPDATE tokens SET created_at = now() - :age::interval WHERE id = :id")
                        .param("age", howLong)
                        .param("id", code.familyId())
                        .update())
                .isEqualTo(1);
    }

    AuthorizationCode issued(UUID family, Instant at) {
        return new AuthorizationCode(family, at, code.grantor(), code.grant());
    }

    List<@Nullable String> events() {
        return sql.sql("SELECT action FROM audit_log WHERE target_id = :id ORDER BY id")
                .param("id", code.familyId())
                .query(String.class)
                .list();
    }
}
