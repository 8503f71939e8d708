package dev.latchkey.core.revocation;

import dev.latchkey.core.jdbc.Primary;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
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
    // a
    // transaction that is yet to come: a number that high was restored from a PostgreSQL that had counted further, and
    // without the upper bound those rows would be read again and again.
    static final String SINCE = read("""
             WHERE revoked_xid >= pg_snapshot_xmin(:seen::pg_snapshot)
               AND revoked_xid < pg_snapshot_xmax(pg_current_snapshot())
               AND NOT pg_visible_in_snapshot(revoked_xid, :seen::pg_snapshot)
            """);

    private final JdbcClient jdbc;

    public RevokedStatuses(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The result of one reading of the table.
     *
     * @param complete whether {@code indexes} are all that are revoked; else those that the look before did not see
     * @param newestIndex that was given away, to whatever
     * @param snapshot what was seen; means something in one epoch only
     * @param nextXid of the snapshot: no transaction with this number or a higher one was seen
     * @param epoch in which transactions are numbered: another one when another PostgreSQL has answered, it was started
     *     again, or the table was restored
     */
    public record Reading(
            boolean complete, long newestIndex, List<Long> indexes, String snapshot, long nextXid, String epoch) {

        /** Whether what this reading has seen tells what a later one need not read. */
        boolean isFollowedBy(Reading later) {
            return epoch.equals(later.epoch) && nextXid <= later.nextXid;
        }
    }

    /** Reads all of it. */
    public Reading readAll() {
        return readAll(jdbc);
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
        }

        /** Reads everything, or what was revoked since the last call. */
        public Reading read() {
            Reading seen = last;
            if (seen == null || System.nanoTime() - completedAt > completeEvery.toNanos()) {
                return readEverything();
            }
            Reading next = own.sql(SINCE)
                    .param("seen", seen.snapshot())
                    .query((row, number) -> map(row, false))
                    .single();
            if (!seen.isFollowedBy(next)) {
                return readEverything();
            }
            last = next;
            return next;
        }

        private Reading readEverything() {
            completedAt = System.nanoTime();
            Reading all = readAll(own);
            last = all;
            return all;
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    private static Reading readAll(JdbcClient jdbc) {
        return jdbc.sql(ALL).query((row, number) -> map(row, true)).single();
    }

    /** One statement has one snapshot: what it reads and what it remembers as seen are the same. */
    private static String read(String condition) {
        return """
                SELECT pg_current_snapshot()::text AS snapshot,
                       pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next_xid,
                       concat_ws(' ', pg_postmaster_start_time(), pg_relation_filenode('revoked_statuses')) AS epoch,
                       (SELECT last_value FROM token_status_index) AS newest_index,
                       ARRAY(SELECT status_index FROM revoked_statuses %s) AS indexes
                 WHERE %s
                """.formatted(condition, Primary.ONLY);
    }

    private static Reading map(ResultSet row, boolean complete) throws SQLException {
        return new Reading(
                complete,
                row.getLong("newest_index"),
                Arrays.stream((Long[]) row.getArray("indexes").getArray())
                        // No index that was ever given away is negative: such a row must not spoil the others.
                        .filter(index -> index >= 0)
                        .toList(),
                row.getString("snapshot"),
                row.getLong("next_xid"),
                row.getString("epoch"));
    }
}
