package dev.latchkey.core.connection;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Opens connections only to a server that can write, also if a proxy connects the address to another one. In the same
 * round trip it makes the session's settings. They are no startup parameters, because a pooler refuses those that it
 * does not know.
 */
final class PrimaryDataSource extends AbstractDataSource {

    private final PGSimpleDataSource driver;
    private final Duration patience;
    private final String prepare;

    /**
     * Checks what {@code driver} opens.
     *
     * @param patience how long the check may take
     * @param settings of each session, by their names
     */
    PrimaryDataSource(PGSimpleDataSource driver, Duration patience, Map<String, String> settings) {
        this.driver = driver;
        this.patience = patience;
        this.prepare = "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'"
                + settings.entrySet().stream()
                        .map(setting ->
                                ", set_config('%s', '%s', false)".formatted(setting.getKey(), setting.getValue()))
                        .collect(Collectors.joining());
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = connect();
        try {
            check(connection);
            return connection;
        } catch (SQLException | RuntimeException e) {
            try {
                connection.close();
            } catch (SQLException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    @Override
    public Connection getConnection(String user, String password) {
        throw new UnsupportedOperationException("The role is a part of the settings.");
    }

    /** In seconds. */
    @Override
    public int getLoginTimeout() {
        return driver.getLoginTimeout();
    }

    /** Stays as the settings say, whatever a pool holds for good. */
    @Override
    public void setLoginTimeout(int seconds) {}

    private Connection connect() throws SQLException {
        try {
            return driver.getConnection();
        } catch (SQLException e) {
            // The driver looks too, to find the primary among several hosts. Its message is a translated one.
            if (String.valueOf(e.getMessage()).contains("targetServerType")) {
                NotPrimaryException none = new NotPrimaryException();
                none.addSuppressed(e);
                throw none;
            }
            throw e;
        }
    }

    private void check(Connection connection) throws SQLException {
        int silence = connection.getNetworkTimeout();
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(patience.toMillis()));
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(prepare)) {
            row.next();
            if (row.getBoolean(1)) {
                throw new NotPrimaryException();
            }
        }
        connection.setNetworkTimeout(Runnable::run, silence);
    }
}
