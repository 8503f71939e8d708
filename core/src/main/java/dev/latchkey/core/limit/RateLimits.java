package dev.latchkey.core.limit;

import java.time.Duration;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The owner of {@code rate_limits}: token buckets, each of them one time (the generic cell rate algorithm). A token is
 * taken or refused in one statement, so that simultaneous requests on several servers never get more tokens than there
 * are.
 */
public final class RateLimits {

    /** No bucket is full later than this, but by a clock that was wrong: such a one is taken for full now. */
    private static final String LATEST = "clock_timestamp() + :window * interval '1 microsecond' + interval '1 minute'";

    /** Takes a token if there is one; a CTE with the name {@code taken}. */
    static final String TAKE = """
            INSERT INTO rate_limits AS l (key, full_at) VALUES (:key, now() + :token * interval '1 microsecond')
            ON CONFLICT (key) DO UPDATE
               -- Not now(): one that waited for the row began before the row's time, and would miss by that much.
               SET full_at = CASE WHEN l.full_at BETWEEN clock_timestamp() AND %1$s
                                  THEN l.full_at ELSE clock_timestamp() END + :token * interval '1 microsecond'
             WHERE l.full_at + :token * interval '1 microsecond' <= clock_timestamp() + :window * interval '1 microsecond'
                OR l.full_at > %1$s
            RETURNING key
            """.formatted(LATEST);

    /** The seconds until there is a token, zero when {@code taken} has one. */
    static final String WAIT = """
            CASE WHEN EXISTS (SELECT FROM taken) THEN 0
                 -- A row that this statement does not see yet was made this moment.
                 ELSE greatest(1, ceil(extract(epoch FROM
                     (SELECT full_at FROM rate_limits WHERE key = :key)
                         + (:token - :window) * interval '1 microsecond' - now())))
            END::bigint""";

    private final JdbcClient jdbc;

    public RateLimits(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Takes a token.
     *
     * @param kind what is counted, {@code password}
     * @param name whose bucket it is
     * @return zero when there was one, else the time until there will be: at least a second
     */
    public Duration take(String kind, String name, Quota quota) {
        long seconds = jdbc.sql("WITH taken AS (" + TAKE + ") SELECT " + WAIT + " AS wait, " + Unflushed.commit())
                .params(params(kind, name, quota))
                .query((row, number) -> row.getLong("wait"))
                .single();
        return Duration.ofSeconds(seconds);
    }

    /** The parameters of {@link #TAKE} and {@link #WAIT}. */
    static Map<String, Object> params(String kind, String name, Quota quota) {
        return Map.of(
                "key", LimitKey.of(kind, name),
                "token", quota.microsPerToken(),
                "window", quota.window().toNanos() / 1000);
    }

    /** Puts a token back that was taken a moment ago. */
    public void giveBack(String kind, String name, Quota quota) {
        jdbc.sql("""
                WITH given AS (
                    UPDATE rate_limits SET full_at = full_at - :token * interval '1 microsecond' WHERE key = :key
                )
                SELECT %s
                """.formatted(Unflushed.commit()))
                .param("key", LimitKey.of(kind, name))
                .param("token", quota.microsPerToken())
                .query(String.class)
                .single();
    }

    /** How many buckets are full. */
    public int countFull() {
        return jdbc.sql("SELECT count(*) FROM rate_limits WHERE full_at < now()")
                .query(Integer.class)
                .single();
    }

    /** Forgets buckets that are full; at most {@code limit} at once. */
    public int purge(int limit) {
        return jdbc.sql("""
                DELETE FROM rate_limits
                 WHERE full_at < now()
                   AND key IN (SELECT key FROM rate_limits WHERE full_at < now() LIMIT :limit FOR UPDATE SKIP LOCKED)
                """).param("limit", limit).update();
    }
}
