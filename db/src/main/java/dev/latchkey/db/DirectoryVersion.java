package dev.latchkey.db;

import dev.latchkey.db.sql.Primary;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The owner of {@code directory_version}: a number that changes whenever a client, a secret or a key does. */
public final class DirectoryVersion {

    private final JdbcClient jdbc;

    DirectoryVersion(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public long read() {
        return read(jdbc);
    }

    private static long read(JdbcClient jdbc) {
        return jdbc.sql("SELECT version FROM directory_version WHERE " + Primary.WRITABLE)
                .query(Long.class)
                .single();
    }

    /**
     * Hands the version to {@code consumer} now, whenever a change is notified, and at least every {@code interval} for
     * the notification that was lost. Goes on until the thread is interrupted, the consumer throws or the connection
     * breaks.
     *
     * @param dataSource opens a connection that is used for nothing else
     * @throws SQLException when the connection breaks
     */
    public void watch(DataSource dataSource, Duration interval, LongConsumer consumer) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET application_name = 'latchkey-directory'");
            statement.execute("LISTEN latchkey_directory");
            PGConnection postgres = connection.unwrap(PGConnection.class);
            // On this connection, not on the pool's: that one may be busy with requests.
            JdbcClient own = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            while (!Thread.currentThread().isInterrupted()) {
                consumer.accept(read(own));
                postgres.getNotifications(Math.toIntExact(interval.toMillis()));
            }
        }
    }
}
