package dev.latchkey.core.account;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.audit.Changes;
import dev.latchkey.core.family.Revocation;
import dev.latchkey.core.jdbc.Primary;
import dev.latchkey.core.jdbc.Rows;
import dev.latchkey.core.jdbc.Transactions;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Changes of when an account ends. From then on it is as good as disabled, without a command. All times are the database's.
 */
public final class EndChanges {

    private final JdbcClient jdbc;
    private final Users users;
    private final AuditLog audit;
    private final Transactions transactions;

    public EndChanges(JdbcClient jdbc, Users users, AuditLog audit, Transactions transactions) {
        this.jdbc = jdbc;
        this.users = users;
        this.audit = audit;
        this.transactions = transactions;
    }

    /**
     * The result of a change.
     *
     * @param changed false when the account had this end already
     * @param revocation of the families that have an access token which may be good for longer than the account
     */
    public record Moved(boolean changed, Revocation revocation) {}

    /**
     * Sets when an account ends. Sessions and token families end then at the latest. Families are revoked at once if an access
     * token of theirs may be good for longer. A later end brings nothing back that has ended.
     *
     * @param until null for never
     * @return empty when there is no such account
     */
    public Optional<Moved> move(User user, @Nullable Instant until, Attribution by) {
        // As exact as the database.
        Instant end = until == null ? null : until.truncatedTo(ChronoUnit.MICROS);
        return transactions.in(() -> users.lock(user.id()).map(found -> {
            if (Objects.equals(found.validUntil(), end)) {
                return new Moved(false, Revocation.NONE);
            }
            set(found.id(), end);
            Revocation revocation = revokedBy(found.id());
            audit.record(
                    by,
                    "user.valid_until",
                    found.id(),
                    found.username(),
                    revocation.families() == 0 ? Map.of() : revocation.details(),
                    Changes.between(field(found.validUntil()), field(end)));
            return new Moved(true, revocation);
        }));
    }

    /**
     * Accounts that end soon.
     *
     * @param first when the first of them ends
     */
    public record EndingAccounts(long accounts, Instant first) {}

    /** Counts the accounts that are not disabled and end in this time from now on; empty when there are none. */
    public Optional<EndingAccounts> findEnding(Duration within) {
        return jdbc.sql("""
                SELECT count(*) AS accounts, min(valid_until) AS first
                  FROM users
                 WHERE valid_until > now() AND valid_until <= now() + :within * interval '1 second'
                   AND disabled_at IS NULL AND %s
                HAVING count(*) > 0
                """.formatted(Primary.ONLY))
                .param("within", within.toSeconds())
                .query((row, number) -> new EndingAccounts(
                        row.getLong("accounts"), row.getTimestamp("first").toInstant()))
                .optional();
    }

    private void set(UUID id, @Nullable Instant end) {
        Rows.one(
                jdbc.sql("UPDATE users SET valid_until = :until, updated_at = now() WHERE id = :id")
                        .param("id", id)
                        .param("until", end == null ? null : Timestamp.from(end), Types.TIMESTAMP)
                        .update(),
                "the user");
    }

    private static Map<String, @Nullable String> field(@Nullable Instant validUntil) {
        Map<String, @Nullable String> field = new HashMap<>();
        field.put("valid_until", validUntil == null ? null : validUntil.toString());
        return field;
    }

    /** What the trigger on the account revoked in this transaction. */
    private Revocation revokedBy(UUID userId) {
        return jdbc.sql("""
                SELECT count(*) AS families,
                       max(LEAST(t.expires_at, %s)) AS until
                  FROM tokens t JOIN clients c ON c.id = t.client_id
                 WHERE t.user_id = :user AND t.revoked_at = now() AND t.revoked_reason = 'user_expired'
                """.formatted(Revocation.ACCESS_TOKENS_UNTIL))
                .param("user", userId)
                .query((row, number) -> new Revocation(row.getInt("families"), Users.instant(row, "until")))
                .single();
    }
}
