package dev.latchkey.core.revocation;

import dev.latchkey.core.jdbc.Primary;
import dev.latchkey.core.jdbc.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The owner of {@code revoked_statuses}: indexes whose access tokens are to be refused. Triggers fill it. */
public final class RevokedStatuses {

    /**
     * The longest that an access token may be good for is a day. The second day is for clocks, and for a server that
     * goes on issuing for a client, for a day at most, because it is cut off from the database and does not hear of it.
     */
    private static final String KEPT_FOR = "2 days";

    private static final String ALL = read("");

    // Not the rows with a higher number: a transaction may commit long after later ones. No row that is seen now is of
    // a transaction that is yet to come: a number that high was restored from a PostgreSQL that had counted further,
    // and
    // without the upper bound those rows would be read again and again.
    static final String SINCE = read("""
             WHERE revoked_xid >= pg_snapshot_xmin(:seen::pg_snapshot)
               AND revoked_xid < pg_snapshot_xmax(pg_current_snapshot())
               AND NOT pg_visible_in_snapshot(revoked_xid, :seen::pg_snapshot)
            """);

    /** How many rows are in memory at once. Also what has to arrive within the timeouts of statement and socket. */
    private static final int FETCHED_AT_ONCE = 10_000;

    private final JdbcClient jdbc;
    private final Transactions transactions;

    public RevokedStatuses(JdbcClient jdbc, Transactions transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /**
     * The result of one reading of the table.
     *
     * @param complete whether {@code revoked} are all that are revoked; else those that the look before did not see
     * @param newestIndex that was given away, to whatever
     * @param revoked indexes by the numbers of their lists, as positions in these
     * @param snapshot what was seen; means something in one epoch only
     * @param nextXid of the snapshot: no transaction with this number or a higher one was seen
     * @param epoch in which transactions are numbered: another one when another PostgreSQL has answered, it was started
     *     again, or the table was restored
     */
    public record Reading(
            boolean complete,
            long newestIndex,
            Map<Long, BitSet> revoked,
            String snapshot,
            long nextXid,
            String epoch) {

        /** Whether what this reading has seen tells what a later one need not read. */
        boolean isFollowedBy(Reading later) {
            return epoch.equals(later.epoch) && nextXid <= later.nextXid;
        }
    }

    /** Reads all of it. */
    public Reading readAll() {
        return transactions.in(() -> collect(jdbc.sql(ALL), true));
    }

    /** How many rows have access tokens that have all expired. */
    public int countOver() {
        return jdbc.sql("SELECT count(*) FROM revoked_statuses WHERE revoked_at < now() - interval '%s'"
                        .formatted(KEPT_FOR))
                .query(Integer.class)
                .single();
    }

    /** Forgets rows whose access tokens have all expired; at most {@code limit} at once. */
    public int purge(int limit) {
        return jdbc.sql("""
                DELETE FROM revoked_statuses
                 WHERE status_index IN (SELECT status_index FROM revoked_statuses
                                         WHERE revoked_at < now() - interval '%s' LIMIT :limit)
                """.formatted(KEPT_FOR)).param("limit", limit).update();
    }

    /**
     * Opens a reader that returns each revocation once, and all of them again every {@code completeEvery}.
     *
     * @param dataSource opens a connection that is used for nothing else
     * @param completeEvery after this time a reading is complete again, without what was purged meanwhile
     */
    public static Reader open(DataSource dataSource, Duration completeEvery) throws SQLException {
        return new Reader(dataSource.getConnection(), completeEvery);
    }

    /**
     * Reads over one connection. The first reading is complete, because a failover may have lost earlier revocations.
     */
    public static final class Reader implements AutoCloseable {

        private final Connection connection;
        private final JdbcClient own;
        private final Duration completeEvery;
        private @Nullable Reading last;
        private long completedAt;

        private Reader(Connection connection, Duration completeEvery) throws SQLException {
            this.connection = connection;
            this.completeEvery = completeEvery;
            this.own = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET application_name = 'latchkey-status-lists'");
            }
            connection.setAutoCommit(false);
        }

        /** Reads everything, or what was revoked since the last call. After an exception the reader is to be closed. */
        public Reading read() {
            Reading seen = last;
            if (seen == null || System.nanoTime() - completedAt > completeEvery.toNanos()) {
                return readEverything();
            }
            Reading next = read(own.sql(SINCE).param("seen", seen.snapshot()), false);
            if (!seen.isFollowedBy(next)) {
                return readEverything();
            }
            last = next;
            return next;
        }

        private Reading readEverything() {
            completedAt = System.nanoTime();
            Reading all = read(own.sql(ALL), true);
            last = all;
            return all;
        }

        private Reading read(JdbcClient.StatementSpec query, boolean complete) {
            Reading reading = collect(query, complete);
            try {
                connection.commit();
            } catch (SQLException e) {
                throw new DataAccessResourceFailureException("A reading of what was revoked did not end", e);
            }
            return reading;
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    /**
     * One statement has one snapshot, however often it is fetched from: what it reads and what it remembers as seen are
     * the same. One row tells what was seen, and each other row an index; more columns would cost time in every row.
     */
    private static String read(String condition) {
        return """
                SELECT NULL::bigint AS status_index,
                       ARRAY[pg_current_snapshot()::text,
                             pg_snapshot_xmax(pg_current_snapshot())::text,
                             concat_ws(' ', pg_postmaster_start_time(), pg_relation_filenode('revoked_statuses')),
                             (SELECT last_value FROM token_status_index)::text] AS seen
                 WHERE %s
                 UNION ALL
                SELECT status_index, NULL FROM revoked_statuses %s
                """.formatted(Primary.ONLY, condition);
    }

    /** Must be called in a transaction, else the driver reads all rows before it hands out the first. */
    private static Reading collect(JdbcClient.StatementSpec query, boolean complete) {
        return query.withFetchSize(FETCHED_AT_ONCE).query(rows -> {
            Map<Long, BitSet> revoked = new HashMap<>();
            long number = -1;
            BitSet list = new BitSet();
            String[] seen = null;
            while (rows.next()) {
                long index = rows.getLong(1);
                if (rows.wasNull()) {
                    seen = (String[]) rows.getArray(2).getArray();
                } else if (index >= 0) { // No index that was ever given away is negative: it must not spoil the others.
                    if (index / StatusListRecords.SIZE != number) {
                        number = index / StatusListRecords.SIZE;
                        list = revoked.computeIfAbsent(number, another -> new BitSet());
                    }
                    list.set((int) (index % StatusListRecords.SIZE));
                }
            }
            if (seen == null) {
                throw new EmptyResultDataAccessException(1);
            }
            return new Reading(complete, Long.parseLong(seen[3]), revoked, seen[0], Long.parseLong(seen[1]), seen[2]);
        });
    }
}
