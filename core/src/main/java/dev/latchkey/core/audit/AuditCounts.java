package dev.latchkey.core.audit;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The owner of {@code audit_counts}: how many events of one kind an account caused within an hour. Without a bound, a user
 * with a password could sign in, revoke the sign-in and so write an event, without end.
 */
public final class AuditCounts {

    /** How many events of one kind an account can cause within an hour. */
    public static final int MOST = 20;

    private final JdbcClient jdbc;

    AuditCounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * An event that may be written.
     *
     * @param number 1 for the first one within the hour, {@link #MOST} for the last
     * @param until the end of the hour
     */
    record Place(int number, Instant until) {

        boolean isLast() {
            return number >= MOST;
        }
    }

    /** An hour is over, or would end later than an hour from now: a clock was wrong when it began. */
    private static final String OVER = "(c.until <= now() OR c.until > now() + interval '61 minutes')";

    /**
     * Counts an event, in the transaction that writes it: a concurrent one of the same account and kind waits for the end of
     * this transaction.
     *
     * @return empty when the account has caused so many that this one is not to be written
     */
    Optional<Place> take(UUID account, String action) {
        return jdbc.sql("""
                INSERT INTO audit_counts AS c (account, action, events, until)
                VALUES (:account, :action, 1, now() + interval '1 hour')
                ON CONFLICT (account, action) DO UPDATE
                   SET events = CASE WHEN %1$s THEN 1 ELSE c.events + 1 END,
                       until = CASE WHEN %1$s THEN EXCLUDED.until ELSE c.until END
                 WHERE %1$s OR c.events < :most
                RETURNING events, until
                """.formatted(OVER))
                .param("account", account)
                .param("action", action)
                .param("most", MOST)
                .query((row, number) -> new Place(
                        row.getInt("events"), row.getTimestamp("until").toInstant()))
                .optional();
    }

    /** The number of rows that no longer limit anything. */
    public int countOver() {
        return jdbc.sql("SELECT count(*) FROM audit_counts WHERE until < now()")
                .query(Integer.class)
                .single();
    }

    /** Deletes rows that no longer limit anything, at most {@code limit} in one statement. */
    public int purge(int limit) {
        // Asked again of the row itself: its account may have caused an event while this waited for it.
        return jdbc.sql("""
                DELETE FROM audit_counts
                 WHERE until < now()
                   AND (account, action) IN (SELECT account, action FROM audit_counts WHERE until < now()
                                              LIMIT :limit FOR UPDATE SKIP LOCKED)
                """).param("limit", limit).update();
    }
}
