package dev.latchkey.core.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The owner of {@code sign_in_failures}. An attempt counts as a failure from its beginning until it turns out to be
 * none: so simultaneous guesses are all counted before one of them is verified.
 */
public final class SignInFailures {

    /** The place of attempts without a place of their own. */
    public static final String ANYWHERE = "";

    /** How long a failure counts after the wait for it is over. */
    private static final Duration MEMORY = Duration.ofHours(1);

    private static final String KIND = "account";

    /** Counts an attempt unless the account has to wait; a CTE with the name {@code begun}. Its argument may be a FROM. */
    static final String BEGIN = """
            INSERT INTO sign_in_failures AS f (account, place, failures, retry_at)
            SELECT :account, :place, 1, now() + CASE WHEN :allowed = 1 THEN (:waits::bigint[])[1] ELSE 0 END * interval '1 second'
              %s
            ON CONFLICT (account, place) DO UPDATE
               SET (failures, retry_at) = (
                       SELECT n,
                              now() + CASE WHEN n < :allowed THEN 0
                                           ELSE (:waits::bigint[])[least(n - :allowed + 1, cardinality(:waits::bigint[]))]
                                      END * interval '1 second'
                         FROM (SELECT CASE WHEN f.retry_at < now() - :memory * interval '1 second' THEN 1
                                           ELSE f.failures + 1
                                      END) AS next (n))
             -- Not now(): another attempt, begun after this statement, may have passed it while it waited for the row.
             WHERE f.retry_at <= clock_timestamp()
                -- No wait is longer, but by a clock that was wrong.
                OR f.retry_at > clock_timestamp()
                       + (60 + (:waits::bigint[])[cardinality(:waits::bigint[])]) * interval '1 second'
            RETURNING account
            """;

    /** The seconds that the account has to wait, zero when the attempt has {@code begun}. */
    static final String WAIT = """
            CASE WHEN EXISTS (SELECT FROM begun) THEN 0
                 -- A row that this statement does not see yet was made this moment.
                 ELSE greatest(1, ceil(extract(epoch FROM
                     (SELECT retry_at FROM sign_in_failures WHERE account = :account AND place = :place) - now())))
            END::bigint""";

    private final JdbcClient jdbc;

    public SignInFailures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Counts an attempt, unless the account has to wait.
     *
     * @param account the name of the account, normalised if it can be; there need not be such an account
     * @param place where the attempt comes from, if that counts apart
     * @return zero when it may go on, else the time until it may: at least a second
     */
    public Duration begin(String account, String place, BackOff backOff) {
        long seconds = jdbc.sql("WITH begun AS (" + BEGIN.formatted("") + ") SELECT " + WAIT + " AS wait, "
                        + Unflushed.commit())
                .params(params(account, place, backOff))
                .query((row, number) -> row.getLong("wait"))
                .single();
        return Duration.ofSeconds(seconds);
    }

    /**
     * How long a sign-in has to wait: zero, or at least a second.
     *
     * @param account zero when the address has to wait: then nothing was counted for the account
     */
    public record Waits(Duration address, Duration account) {}

    /**
     * Takes a token from the bucket of the address, and if there was one, counts an attempt: both in one statement, by the
     * rules of {@link RateLimits#take} and of the method above. The account may have to wait although a token was taken.
     */
    public Waits begin(Bucket bucket, String account, String place, BackOff backOff) {
        return jdbc.sql("WITH taken AS (" + RateLimits.TAKE + "), begun AS ("
                        + BEGIN.formatted("FROM taken") + ") SELECT " + RateLimits.WAIT
                        + " AS address, CASE WHEN EXISTS (SELECT FROM taken) THEN " + WAIT
                        + " ELSE 0 END AS account, " + Unflushed.commit())
                .params(RateLimits.params(bucket.kind(), bucket.name(), bucket.quota()))
                .params(params(account, place, backOff))
                .query((row, number) -> new Waits(
                        Duration.ofSeconds(row.getLong("address")), Duration.ofSeconds(row.getLong("account"))))
                .single();
    }

    /** The parameters of {@link #BEGIN} and {@link #WAIT}. */
    static Map<String, Object> params(String account, String place, BackOff backOff) {
        return Map.of(
                "account", key(account),
                "place", place,
                "allowed", backOff.failures(),
                "waits", backOff.waits(),
                "memory", MEMORY.toSeconds());
    }

    static byte[] key(String account) {
        return LimitKey.of(KIND, account);
    }

    /** The attempt was the owner's: all is forgotten. */
    public void succeeded(String account, String place) {
        jdbc.sql("""
                WITH forgotten AS (
                    DELETE FROM sign_in_failures WHERE account = :account AND place = :place
                )
                SELECT %s
                """.formatted(Unflushed.commit()))
                .param("account", key(account))
                .param("place", place)
                .query(String.class)
                .single();
    }

    /** As {@link #succeeded(String, String)}, and puts the token of the address back. */
    public void succeeded(Bucket bucket, String account, String place) {
        jdbc.sql("""
                WITH given AS (
                    UPDATE rate_limits SET full_at = full_at - :token * interval '1 microsecond' WHERE key = :key
                    RETURNING key
                ), forgotten AS (
                    DELETE FROM sign_in_failures
                     -- Always true, and after the bucket: the order in which begin locks.
                     WHERE (SELECT count(*) FROM given) >= 0
                       AND account = :account AND place = :place
                )
                SELECT %s
                """.formatted(Unflushed.commit()))
                .param("key", LimitKey.of(bucket.kind(), bucket.name()))
                .param("token", bucket.quota().microsPerToken())
                .param("account", key(account))
                .param("place", place)
                .query(String.class)
                .single();
    }
    /**
     * The attempt was not a failure, and not the owner's for certain: takes back what {@link #begin} counted, and nothing
     * of what was counted before.
     */
    public void takeBack(String account, String place) {
        jdbc.sql("""
                WITH first AS (
                    DELETE FROM sign_in_failures WHERE account = :account AND place = :place AND failures = 1
                ), others AS (
                    UPDATE sign_in_failures SET failures = failures - 1, retry_at = now()
                     WHERE account = :account AND place = :place AND failures > 1
                )
                SELECT %s
                """.formatted(Unflushed.commit()))
                .param("account", key(account))
                .param("place", place)
                .query(String.class)
                .single();
    }

    /** The end of the longest wait of an account, in all places; empty when the user may try everywhere now. */
    public Optional<Instant> lockedUntil(String account) {
        return jdbc.sql("""
                SELECT retry_at FROM sign_in_failures
                 WHERE account = :account AND retry_at > now()
                 ORDER BY retry_at DESC LIMIT 1
                """)
                .param("account", key(account))
                .query((row, number) -> row.getTimestamp("retry_at").toInstant())
                .optional();
    }

    /** Forgets all failures of an account, wherever they were; false when there were none. */
    public boolean forget(String account) {
        return jdbc.sql("DELETE FROM sign_in_failures WHERE account = :account")
                        .param("account", key(account))
                        .update()
                > 0;
    }

    /** How many accounts and places do not count any more. */
    public int countOver() {
        return jdbc.sql("SELECT count(*) FROM sign_in_failures WHERE retry_at < now() - :memory * interval '1 second'")
                .param("memory", MEMORY.toSeconds())
                .query(Integer.class)
                .single();
    }

    /** Deletes rows that no longer count, at most {@code limit} in one statement. */
    public int purge(int limit) {
        return jdbc.sql("""
                DELETE FROM sign_in_failures
                 WHERE retry_at < now() - :memory * interval '1 second'
                   AND (account, place) IN (
                       SELECT account, place FROM sign_in_failures
                        WHERE retry_at < now() - :memory * interval '1 second'
                        LIMIT :limit FOR UPDATE SKIP LOCKED)
                """)
                .param("memory", MEMORY.toSeconds())
                .param("limit", limit)
                .update();
    }
}
