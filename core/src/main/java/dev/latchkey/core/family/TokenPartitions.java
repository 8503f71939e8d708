package dev.latchkey.core.family;

import dev.latchkey.core.connection.DatabaseFailure;
import dev.latchkey.core.connection.DatabaseFailure.Kind;
import dev.latchkey.core.jdbc.Rows;
import dev.latchkey.core.jdbc.Transactions;
import java.time.Duration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keeps the partitions of {@code tokens}: there ahead of time, gone when ended. Any number of servers may call it. */
public final class TokenPartitions {

    /** Partitions exist this long ahead, so that maintenance may be down for a while. */
    private static final Duration AHEAD = Duration.ofDays(14);

    /** A generic plan locks every live partition, so there should be about these many of them. */
    private static final int LIVE_PARTITIONS = 8;

    private static final Duration MIN_WIDTH = Duration.ofDays(1);

    /** A subquery: until when each moment from now on has its partition; null when not even now has one. */
    public static final String COVERED_UNTIL = """
            (WITH RECURSIVE ranges AS MATERIALIZED (SELECT from_time, to_time FROM token_partitions),
                  covered AS (SELECT to_time FROM ranges WHERE from_time <= now() AND to_time > now()
                              UNION ALL
                              SELECT next.to_time FROM ranges next JOIN covered ON next.from_time = covered.to_time)
             SELECT max(to_time) FROM covered)""";

    private final JdbcClient jdbc;
    private final Transactions transactions;

    public TokenPartitions(JdbcClient jdbc, Transactions transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /**
     * Adds the partitions that are missing from now on; says how many. While there is one for now it gives up after a
     * moment when users or clients are being changed, and adds none: changes that come later would wait behind it.
     */
    public int extend() {
        if (!existForNow()) {
            return transactions.in(this::add);
        }
        try {
            return transactions.in(() -> {
                giveUpEarly();
                return add();
            });
        } catch (DataAccessException e) {
            if (DatabaseFailure.of(e)
                    .filter(failure -> failure.kind() == Kind.BUSY)
                    .isPresent()) {
                return 0;
            }
            throw e;
        }
    }

    private int add() {
        return jdbc.sql("SELECT tokens_extend(:width * interval '1 second', :ahead * interval '1 second')")
                .param("width", width().toSeconds())
                .param("ahead", AHEAD.toSeconds())
                .query(Integer.class)
                .single();
    }

    private void giveUpEarly() {
        Rows.any(jdbc.sql("SET LOCAL lock_timeout = '250ms'").update());
    }

    /**
     * Drops the partitions whose every family has ended, each in a short transaction of its own; says how many.
     *
     * @throws IllegalStateException in a transaction: one that goes on would keep every refresh waiting
     */
    public int dropEnded() {
        int dropped = 0;
        while (transactions.alone(this::dropOne)) {
            dropped++;
        }
        return dropped;
    }

    private boolean dropOne() {
        // A drop waits for every statement on the table and everything waits for the drop.
        giveUpEarly();
        return jdbc.sql("SELECT tokens_drop_ended()").query(Boolean.class).single();
    }

    /** How many partitions {@link #dropEnded} would drop. Reads only, without locks that block writers. */
    public int countEnded() {
        return jdbc.sql("""
                SELECT count(*)
                  FROM token_partitions p
                 WHERE to_time < now() - interval '1 day'
                   AND NOT EXISTS (SELECT FROM tokens t
                                    WHERE t.id >= uuid_from_time(p.from_time) AND t.id < uuid_from_time(p.to_time)
                                      AND t.idle_until > now() - interval '1 day')
                """).query(Integer.class).single();
    }

    /** Whether a family that begins now has a partition. */
    public boolean existForNow() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM token_partitions WHERE from_time <= now() AND to_time > now())")
                .query(Boolean.class)
                .single();
    }

    /** The present coverage. */
    public PartitionCoverage coverage() {
        return jdbc.sql("SELECT count(*) AS partitions, coalesce(" + COVERED_UNTIL
                        + ", now()) AS until FROM token_partitions")
                .query((row, number) -> new PartitionCoverage(
                        row.getInt("partitions"), row.getTimestamp("until").toInstant()))
                .single();
    }

    private Duration width() {
        long longestLifetime = jdbc.sql("""
                SELECT coalesce(extract(epoch FROM max(refresh_token_lifetime)), 30 * 86400)::bigint FROM clients
                """).query(Long.class).single();
        Duration width = Duration.ofSeconds(longestLifetime / LIVE_PARTITIONS);
        return width.compareTo(MIN_WIDTH) < 0 ? MIN_WIDTH : width;
    }
}
