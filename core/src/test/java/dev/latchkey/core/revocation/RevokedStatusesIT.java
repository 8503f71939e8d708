package dev.latchkey.core.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.connection.Timeouts;
import dev.latchkey.core.jdbc.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class RevokedStatusesIT {

    private ConnectionSettings settings;
    private DataSource dataSource;
    private JdbcClient sql;
    private RevokedStatuses.Reader reader;

    @BeforeEach
    void open() throws SQLException {
        settings = TestDatabase.fresh();
        dataSource = DataSources.direct(settings);
        sql = JdbcClient.create(dataSource);
        reader = RevokedStatuses.open(DataSources.forServer(settings, Timeouts.DEFAULT), Duration.ofHours(1));
    }

    @AfterEach
    void close() throws SQLException {
        reader.close();
    }

    @Test
    void theFirstReadingIsCompleteAndTheOthersHaveWhatIsNew() {
        revoke(1);
        RevokedStatuses.Reading first = reader.read();
        assertThat(first.complete()).isTrue();
        assertThat(indexes(first)).containsExactly(1L);
        assertThat(indexes(reader.read())).isEmpty();
        revoke(2);
        revoke(3);
        RevokedStatuses.Reading next = reader.read();
        assertThat(next.complete()).isFalse();
        assertThat(indexes(next)).containsExactlyInAnyOrder(2L, 3L);
        assertThat(indexes(reader.read())).isEmpty();
    }

    @Test
    void aTransactionThatCommitsAfterLaterOnesIsReadThen() throws SQLException {
        reader.read();
        try (Connection slow = DataSources.direct(settings).getConnection();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("INSERT INTO revoked_statuses (status_index) VALUES (1)");
            revoke(2);
            assertThat(indexes(reader.read())).containsExactly(2L);
            revoke(3);
            assertThat(indexes(reader.read())).containsExactly(3L);
            statement.execute("SAVEPOINT later");
            statement.execute("INSERT INTO revoked_statuses (status_index) VALUES (4)");
            assertThat(indexes(reader.read())).isEmpty();
            slow.commit();
        }
        assertThat(indexes(reader.read())).containsExactlyInAnyOrder(1L, 4L);
        assertThat(indexes(reader.read())).isEmpty();
    }

    /** From a PostgreSQL that had counted more transactions than this one. */
    @Test
    void restoredRevocationsAreReadOnce() {
        sql.sql("""
                INSERT INTO revoked_statuses (status_index, revoked_xid)
                SELECT number, (pg_current_xact_id()::text::bigint + 1000000 + number)::text::xid8
                  FROM generate_series(1, 1000) AS number
                """).update();
        assertThat(indexes(reader.read())).hasSize(1000);
        assertThat(indexes(reader.read())).isEmpty();
        revoke(5000);
        assertThat(indexes(reader.read())).containsExactly(5000L);
        assertThat(indexes(reader.read())).isEmpty();
    }

    /** With numbers that the reader has passed long ago. */
    @Test
    void aTableThatIsRestoredUnderTheReaderIsReadAgain() {
        revoke(1);
        reader.read();
        sql.sql("TRUNCATE revoked_statuses").update();
        sql.sql("INSERT INTO revoked_statuses (status_index, revoked_xid) VALUES (2, '3'::xid8)")
                .update();
        RevokedStatuses.Reading restored = reader.read();
        assertThat(restored.complete()).isTrue();
        assertThat(indexes(restored)).containsExactly(2L);
        assertThat(reader.read().complete()).isFalse();
    }

    @Test
    void anotherPostgresOrAnOlderStateFollowsNoReading() {
        RevokedStatuses.Reading reading = reader.read();
        assertThat(reading.isFollowedBy(reader.read())).isTrue();
        assertThat(reading.isFollowedBy(reading(reading.nextXid() - 1, reading.epoch())))
                .as("as after pg_resetwal, or in a backup")
                .isFalse();
        assertThat(reading.isFollowedBy(reading(reading.nextXid() + 1, "another")))
                .isFalse();
    }

    private static RevokedStatuses.Reading reading(long nextXid, String epoch) {
        return new RevokedStatuses.Reading(false, 0, Map.of(), "1:1:", nextXid, epoch);
    }

    @Test
    void aRowThatMakesNoSenseSpoilsNoOther() {
        revoke(-1);
        revoke(7);
        assertThat(indexes(reader.read())).containsExactly(7L);
    }

    @Test
    void whatWasTakenBackIsNeverRead() throws SQLException {
        reader.read();
        try (Connection other = DataSources.direct(settings).getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("INSERT INTO revoked_statuses (status_index) VALUES (1)");
            reader.read();
            other.rollback();
        }
        assertThat(indexes(reader.read())).isEmpty();
    }

    @Test
    void aReadingIsCompleteAgainAfterAWhile() throws SQLException {
        revoke(1);
        try (RevokedStatuses.Reader impatient =
                RevokedStatuses.open(DataSources.forServer(settings, Timeouts.DEFAULT), Duration.ZERO)) {
            assertThat(indexes(impatient.read())).containsExactly(1L);
            assertThat(impatient.read().complete()).isTrue();
        }
    }

    @Test
    void theNewestIndexIsTheLastThatWasGivenAway() {
        sql.sql("SELECT setval('token_status_index', 300000)").query(Long.class).single();
        assertThat(reader.read().newestIndex()).isEqualTo(300_000);
        assertThat(reader.read().newestIndex()).isEqualTo(300_000);
    }

    @Test
    void whatIsOlderThanAnyAccessTokenIsForgotten() {
        revoke(1);
        revoke(2);
        revoke(3);
        sql.sql("UPDATE revoked_statuses SET revoked_at = now() - interval '49 hours' WHERE status_index < 3")
                .update();
        sql.sql("UPDATE revoked_statuses SET revoked_at = now() - interval '47 hours' WHERE status_index = 3")
                .update();
        RevokedStatuses statuses = new RevokedStatuses(sql, new Transactions(dataSource));
        assertThat(statuses.purge(1)).isEqualTo(1);
        assertThat(statuses.purge(10)).isEqualTo(1);
        assertThat(indexes(statuses.readAll())).containsExactly(3L);
    }

    /** Planned once for all, as on the connections of a server, and before there was anything to plan for. */
    @Test
    void aReadingTouchesNoMoreThanWhatIsNew() throws SQLException {
        try (Connection connection =
                DataSources.forServer(settings, Timeouts.DEFAULT).getConnection()) {
            JdbcClient own = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            own.sql("PREPARE reading (text) AS " + RevokedStatuses.SINCE.replace(":seen", "$1"))
                    .update();
            execute(own, "1:1:");
            sql.sql("INSERT INTO revoked_statuses SELECT generate_series(1, 100000)")
                    .update();
            String seen = sql.sql("SELECT pg_current_snapshot()::text")
                    .query(String.class)
                    .single();
            revoke(0);
            String plan = execute(own, seen);
            assertThat(plan)
                    .contains("Scan on revoked_statuses_revoked_xid")
                    .doesNotContain("Seq Scan on revoked_statuses");
            Matcher blocks = Pattern.compile("Buffers: shared hit=(\\d+)").matcher(plan);
            assertThat(blocks.find()).as(plan).isTrue();
            assertThat(Integer.parseInt(blocks.group(1))).as(plan).isLessThan(20);
        }
    }

    private static String execute(JdbcClient own, String seen) {
        List<String> plan = own.sql("EXPLAIN (ANALYZE, BUFFERS, TIMING off, COSTS off, SUMMARY off) EXECUTE reading ('"
                        + seen + "')")
                .query((row, number) -> row.getString(1))
                .list();
        return String.join("\n", plan);
    }

    static List<Long> indexes(RevokedStatuses.Reading reading) {
        return reading.revoked().entrySet().stream()
                .flatMap(list -> list.getValue().stream()
                        .mapToObj(position -> list.getKey() * StatusListRecords.SIZE + position))
                .toList();
    }

    private void revoke(long index) {
        sql.sql("INSERT INTO revoked_statuses (status_index) VALUES (:index)")
                .param("index", index)
                .update();
    }
}
