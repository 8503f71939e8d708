package dev.latchkey.core;

import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.jdbc.Primary;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The owner of {@code directory_version}, a number that changes whenever a client, a secret or a key does, and of
 * {@code document_clients_version}, the same for the clients that documents describe.
 */
public final class DirectoryVersion {

    private final JdbcClient jdbc;

    DirectoryVersion(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The result of one reading.
     *
     * @param mark of the state of clients, keys and bans; it differs after they changed, after the row was restored,
     *     and when another PostgreSQL answers
     * @param documentClients grows by one for each client of a document that was changed, or by more
     * @param changedClients those of them that were told of since the last reading; there may be others
     * @param databaseTime between the two readings of {@link System#nanoTime}
     */
    public record Look(
            String mark,
            long documentClients,
            Set<UUID> changedClients,
            Instant databaseTime,
            long askedAt,
            long answeredAt) {}

    public long read() {
        return jdbc.sql("SELECT version FROM directory_version WHERE " + Primary.ONLY)
                .query(Long.class)
                .single();
    }

    /** Looks once. */
    public Look look() {
        return look(jdbc, Set.of());
    }

    private static Look look(JdbcClient jdbc, Set<UUID> changedClients) {
        long askedAt = System.nanoTime();
        // The version alone may be the same after a restore, in which other clients have it.
        return jdbc.sql("""
                SELECT concat_ws(' ', version, xmin, pg_postmaster_start_time()) AS mark,
                       (SELECT version FROM document_clients_version) AS documents, clock_timestamp() AS now
                  FROM directory_version
                 WHERE
                """ + Primary.ONLY)
                .query((row, number) -> new Look(
                        row.getString("mark"),
                        row.getLong("documents"),
                        changedClients,
                        row.getTimestamp("now").toInstant(),
                        askedAt,
                        System.nanoTime()))
                .single();
    }

    /**
     * Passes readings to {@code consumer}: one now, one for each notification of a change, and one at least every
     * {@code interval}, because notifications can be lost. When {@code goesOn} says no, it returns within {@code
     * interval}.
     *
     * @param dataSource opens a connection that is used for nothing else
     * @param goesOn whether to look again
     * @throws SQLException when the connection breaks
     */
    public void watch(DataSource dataSource, Duration interval, BooleanSupplier goesOn, Consumer<Look> consumer)
            throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET application_name = 'latchkey-directory'");
            statement.execute("LISTEN latchkey_directory");
            PGConnection postgres = connection.unwrap(PGConnection.class);
            // On this connection, not on the pool's: that one may be busy with requests.
            JdbcClient own = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            Set<UUID> changedClients = Set.of();
            while (goesOn.getAsBoolean()) {
                consumer.accept(look(own, changedClients));
                changedClients = ids(postgres.getNotifications(Math.toIntExact(interval.toMillis())));
            }
        }
    }

    /** The clients that notifications name. Most name none. */
    private static Set<UUID> ids(PGNotification @Nullable [] notifications) {
        return notifications == null
                ? Set.of()
                : Arrays.stream(notifications)
                        .flatMap(notification -> Ids.parse(notification.getParameter()).stream())
                        .collect(Collectors.toUnmodifiableSet());
    }
}
