package dev.latchkey.core.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.connection.Timeouts;
import dev.latchkey.core.jdbc.Transactions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.springframework.core.NestedRuntimeException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A server that reads millions of revocations needs no memory for each of them. */
class RevokedStatusesSizeIT {

    private static final int MANY = 300_000;

    /** Spreads them over several lists. */
    private static final int APART = 5;

    private JdbcClient sql;
    private Watched watched;

    @BeforeEach
    void open() {
        ConnectionSettings settings = TestDatabase.fresh();
        sql = JdbcClient.create(DataSources.direct(settings));
        watched = new Watched(settings);
    }

    @Test
    void allAreReadAFewAtATime() {
        revokeMany();
        RevokedStatuses statuses = new RevokedStatuses(JdbcClient.create(watched), new Transactions(watched));
        assertThat(statuses.readAll().revoked()).isEqualTo(expected());
        breaksOffHalfway(statuses::readAll);
    }

    @Test
    void aReaderReadsAllAFewAtATime() throws SQLException {
        revokeMany();
        try (RevokedStatuses.Reader reader = RevokedStatuses.open(watched, Duration.ZERO)) {
            assertThat(reader.read().revoked()).isEqualTo(expected());
            breaksOffHalfway(reader::read);
        }
    }

    @Test
    void aReaderReadsWhatIsNewAFewAtATime() throws SQLException {
        try (RevokedStatuses.Reader reader = RevokedStatuses.open(watched, Duration.ofHours(1));
                RevokedStatuses.Reader other = RevokedStatuses.open(watched, Duration.ofHours(1))) {
            reader.read();
            other.read();
            revokeMany();
            RevokedStatuses.Reading next = reader.read();
            assertThat(next.complete()).isFalse();
            assertThat(next.revoked()).isEqualTo(expected());
            assertThat(reader.read().revoked()).isEmpty();
            breaksOffHalfway(other::read);
        }
    }

    /** Were all rows in memory, the end of the connection would come too late to keep them from being read. */
    private void breaksOffHalfway(Supplier<RevokedStatuses.Reading> reading) {
        watched.endHalfway();
        assertThatThrownBy(reading::get).isInstanceOf(NestedRuntimeException.class);
        assertThat(watched.rows).isBetween(MANY / 2, MANY / 2 + MANY / 10);
    }

    /** A transaction that stays open would keep the table from being vacuumed, altered or restored. */
    @Test
    void betweenTwoReadingsNoTransactionIsOpen() throws SQLException {
        try (RevokedStatuses.Reader reader = RevokedStatuses.open(watched, Duration.ofHours(1))) {
            reader.read();
            assertThat(watched.state()).isEqualTo("idle");
            reader.read();
            assertThat(watched.state()).isEqualTo("idle");
        }
    }

    private void revokeMany() {
        sql.sql("INSERT INTO revoked_statuses (status_index) SELECT n * :apart FROM generate_series(1, :many) AS n")
                .param("apart", APART)
                .param("many", MANY)
                .update();
    }

    private static Map<Long, BitSet> expected() {
        Map<Long, BitSet> lists = new HashMap<>();
        for (int n = 1; n <= MANY; n++) {
            int index = n * APART;
            lists.computeIfAbsent((long) index / StatusListRecords.SIZE, list -> new BitSet())
                    .set(index % StatusListRecords.SIZE);
        }
        return lists;
    }

    /** Counts the rows that are read, and can end the connection that was opened last after half of them. */
    private final class Watched extends DelegatingDataSource {

        private boolean endsHalfway;
        private int rows;
        private int pid;

        Watched(ConnectionSettings settings) {
            super(DataSources.forServer(settings, Timeouts.DEFAULT));
        }

        void endHalfway() {
            endsHalfway = true;
            rows = 0;
        }

        String state() {
            return sql.sql("SELECT state FROM pg_stat_activity WHERE pid = :pid")
                    .param("pid", pid)
                    .query(String.class)
                    .single();
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            pid = connection.unwrap(PGConnection.class).getBackendPID();
            return watch(Connection.class, connection);
        }

        private <T> T watch(Class<T> type, T real) {
            return type.cast(Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                        try {
                            Object result = method.invoke(real, arguments);
                            if (real instanceof ResultSet && method.getName().equals("next")) {
                                count();
                            }
                            return switch (result) {
                                case ResultSet next -> watch(ResultSet.class, next);
                                case PreparedStatement next -> watch(PreparedStatement.class, next);
                                case Statement next -> watch(Statement.class, next);
                                case null, default -> result;
                            };
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }));
        }

        private void count() {
            rows++;
            if (endsHalfway && rows == MANY / 2) {
                assertThat(sql.sql("SELECT pg_terminate_backend(:pid, 10000)")
                                .param("pid", pid)
                                .query(Boolean.class)
                                .single())
                        .isTrue();
            }
        }
    }
}
