package dev.latchkey.core.family;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.connection.DatabaseFailure;
import dev.latchkey.core.family.CodeOutcome.Redeemed;
import dev.latchkey.core.family.CodeOutcome.Refusal;
import dev.latchkey.core.family.CodeOutcome.Refused;
import dev.latchkey.core.jdbc.Primary;
import dev.latchkey.core.jdbc.Transactions;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The owner of {@code session_clients}. Redeeming authorization codes: one statement that begins the family under the id in the code, and when it began nothing,
 * one read that says why. A code is good once (<a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2">RFC 6749,
 * section 4.1.2</a>): presented again it revokes what it began, however late.
 */
public final class AuthorizationCodes {

    /** Locks in the order of all statements: user, session, client, consent, family. */
    private static final String REDEEM = """
            INSERT INTO tokens (id, user_id, client_id, grant_type, scope, idle_until, expires_at, address, user_agent,
                                session_id, auth_time, amr, claims, resource, jkt)
            SELECT :family, u.id, c.id, 'authorization_code', :scope,
                   LEAST(now() + LEAST(:idle, :lifetime) * interval '1 second', u.valid_until),
                   LEAST(now() + :lifetime * interval '1 second', u.valid_until), s.address, s.user_agent, s.id, :authTime, :amr, :claims,
                   :resource, :jkt
              FROM users u
              JOIN browser_sessions s ON s.user_id = u.id
              JOIN clients c ON c.id = :client
              %s
             WHERE u.id = :user AND u.disabled_at IS NULL AND u.credential_version = :version
               AND (u.valid_until > now()) IS NOT FALSE
               AND s.id = :session AND s.credential_version = u.credential_version
               AND s.ended_at IS NULL AND s.expires_at > now()
               AND c.disabled_at IS NULL AND 'authorization_code' = ANY (c.grant_types)
               AND (c.tokens_not_before IS NULL OR c.tokens_not_before <= :issuedAt)
               AND (c.codes_not_before IS NULL OR c.codes_not_before <= :issuedAt)
               AND (u.codes_not_before IS NULL OR u.codes_not_before <= :issuedAt)
               AND now() < :issuedAt::timestamptz + interval '60 seconds'
               AND now() > :issuedAt::timestamptz - interval '60 seconds'
               FOR SHARE
            ON CONFLICT (id) DO NOTHING
            RETURNING id, client_id, user_id, generation, expires_at, scope, status_index, session_id, auth_time, amr, claims,
                      resource, jkt, (SELECT username FROM users WHERE id = :user) AS username,
                      (SELECT array_to_string(scopes, ' ') FROM users WHERE id = :user) AS user_scope,
                      (SELECT array_to_string(groups, ' ') FROM users WHERE id = :user) AS groups
            """;

    private static final String WITHOUT_CONSENT = REDEEM.formatted("");

    /**
     * Joins the consent of a user {@code u} to a client {@code c} that covers {@code :scope} at {@code :resource}. With
     * less than what the code grants, the user allowed it anew after the code was issued.
     */
    public static final String CONSENT = """
            JOIN consents k ON k.user_id = u.id AND k.client_id = c.id
                           AND string_to_array(:scope, ' ') <@ string_to_array(
                               CASE WHEN :resource::text IS NULL THEN k.scope
                                    ELSE (SELECT string_agg(held.value, ' ')
                                            FROM jsonb_each_text(k.resource_scopes) held
                                           WHERE held.key = ANY (string_to_array(:resource, ' ')))
                               END, ' ')
            """;

    private static final String WITH_CONSENT = REDEEM.formatted(CONSENT);

    /** Only when a family began: the lock on the session orders it before or after the session's end. */
    private static final String NOTING = """
            WITH begun AS (%s),
                 noted AS (INSERT INTO session_clients (session_id, client_id)
                           SELECT session_id, client_id FROM begun
                           ON CONFLICT DO NOTHING)
            SELECT * FROM begun
            """;

    private static final String TOLD_WITHOUT_CONSENT = NOTING.formatted(WITHOUT_CONSENT);

    private static final String TOLD_WITH_CONSENT = NOTING.formatted(WITH_CONSENT);

    /** A row in place of the family, so that nothing can begin under its id; or an end to what began. */
    private static final String BURN = """
            INSERT INTO tokens (id, grant_type, scope, idle_until, expires_at, status_index, revoked_at, revoked_reason)
            VALUES (:family, 'authorization_code', '', now(), now(), NULL, now(), 'code_misused')
            ON CONFLICT (id) DO UPDATE SET revoked_at = now(), revoked_reason = 'code_replayed'
             WHERE tokens.revoked_at IS NULL AND tokens.user_id = :user AND tokens.client_id = :client
            RETURNING revoked_reason
            """;

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final Transactions transactions;

    public AuthorizationCodes(JdbcClient jdbc, AuditLog audit, Transactions transactions) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.transactions = transactions;
    }

    /**
     * Redeems a code, if client, redirect URI, verifier and key are those of the request and user, session, client and consent
     * are still what they were. The locks on their rows order this before or after whatever ends one of them.
     *
     * @param code opened, so it is one that we made
     */
    public CodeOutcome redeem(AuthorizationCode code, Redemption redemption) {
        try {
            if (!code.grant().isMet(redemption)) {
                burn(code, redemption.clientId());
                return new Refused(Refusal.MISUSED);
            }
            long arrived = System.nanoTime();
            return begin(code, redemption)
                    .<CodeOutcome>map(Redeemed::new)
                    .orElseGet(() -> new Refused(refuse(code, redemption, arrived)));
        } catch (DataIntegrityViolationException e) {
            // The partition in which the family would be was dropped, since everything in it ended long ago; or it is
            // one
            // of a time that is not yet, by a clock that was wrong.
            if (e.getMostSpecificCause() instanceof SQLException cause
                    && DatabaseFailure.isWithoutPartition(cause)
                    && isOfAnotherTime(code)) {
                return new Refused(Refusal.FORGOTTEN);
            }
            throw e;
        }
    }

    /** Since when codes are redeemed that a user allowed a client: when a consent was last withdrawn. Empty when never. */
    public Optional<Instant> notBefore(UUID userId, UUID clientId) {
        return jdbc.sql("""
                SELECT GREATEST(u.codes_not_before, c.codes_not_before) AS not_before
                  FROM users u, clients c
                 WHERE u.id = :user AND c.id = :client AND
                """ + Primary.ONLY)
                .param("user", userId)
                .param("client", clientId)
                .query((row, number) -> Optional.ofNullable(TokenFamilies.instant(row, "not_before")))
                .optional()
                .flatMap(Function.identity());
    }

    private Optional<Family> begin(AuthorizationCode code, Redemption redemption) {
        return jdbc.sql(statement(redemption))
                .param("family", code.familyId())
                .param("client", code.grant().clientId())
                .param("user", code.grantor().userId())
                .param("session", code.grantor().sessionId())
                .param("version", code.grantor().credentialVersion())
                .param("authTime", code.grantor().authTime().atOffset(ZoneOffset.UTC))
                .param("amr", code.grantor().amr())
                .param("scope", code.grant().scopes().toString())
                .param("claims", code.grant().claims())
                .param("resource", code.grant().restrictions().resource(), Types.VARCHAR)
                .param("jkt", Restrictions.bytes(redemption.refreshKey()), Types.BINARY)
                .param("issuedAt", code.issuedAt().atOffset(ZoneOffset.UTC))
                .param("idle", redemption.idle().toSeconds())
                .param("lifetime", redemption.lifetime().toSeconds())
                .query(TokenFamilies::mapFamily)
                .optional();
    }

    private static String statement(Redemption redemption) {
        if (redemption.told()) {
            return redemption.consented() ? TOLD_WITH_CONSENT : TOLD_WITHOUT_CONSENT;
        }
        return redemption.consented() ? WITH_CONSENT : WITHOUT_CONSENT;
    }

    /**
     * Finds why no family began, and revokes the family that began with this code before, unless this request came within
     * half a second after that. The time for which it waited for a connection and for locks does not count.
     */
    private Refusal refuse(AuthorizationCode code, Redemption redemption, long arrived) {
        record Found(boolean live, boolean fresh) {}
        Optional<Found> found = jdbc.sql("""
                SELECT revoked_at IS NULL AS live, now() < created_at + :patience * interval '1 millisecond' AS fresh
                  FROM tokens
                 WHERE id = :family AND
                """ + Primary.ONLY)
                .param("family", code.familyId())
                .param("patience", 500 + (System.nanoTime() - arrived) / 1_000_000)
                .query((row, number) -> new Found(row.getBoolean("live"), row.getBoolean("fresh")))
                .optional();
        if (found.isEmpty()) {
            return Refusal.ENDED;
        }
        if (found.get().live() && found.get().fresh()) {
            return Refusal.REPEATED;
        }
        burn(code, redemption.clientId());
        return Refusal.REPLAYED;
    }

    /** Touches no row but that of the user and the client in the code, and the first time only. */
    private void burn(AuthorizationCode code, UUID presenter) {
        transactions.run(() -> jdbc.sql(BURN)
                .param("family", code.familyId())
                .param("user", code.grantor().userId())
                .param("client", code.grant().clientId())
                .query(String.class)
                .optional()
                .ifPresent(reason -> audit.recordBounded(
                        Attribution.of("server"),
                        reason.equals("code_replayed") ? "code.reuse" : "code.misuse",
                        code.familyId(),
                        null,
                        Map.of(
                                "user", code.grantor().userId().toString(),
                                "client", code.grant().clientId().toString(),
                                "presented_by", presenter.toString()),
                        code.grantor().userId())));
    }

    /** So old that its partition may have been dropped. One of now has none yet, because a clock was wrong. */
    private boolean isOfAnotherTime(AuthorizationCode code) {
        return jdbc.sql(
                        "SELECT uuid_to_time(:family) NOT BETWEEN now() - interval '1 day' AND now() + interval '1 day'")
                .param("family", code.familyId())
                .query(Boolean.class)
                .single();
    }
}
