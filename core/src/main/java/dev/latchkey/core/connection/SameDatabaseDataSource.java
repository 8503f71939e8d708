package dev.latchkey.core.connection;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Opens connections at an address of their own, only while that leads to the database that the other address leads to.
 * Elsewhere a watcher would miss what was disabled here.
 */
final class SameDatabaseDataSource extends AbstractDataSource {

    /** Of a running server and a database in it; a role without any rights may ask. */
    private static final String IDENTITY = """
            SELECT concat_ws(' ', extract(epoch FROM pg_postmaster_start_time()),
                             (SELECT oid FROM pg_database WHERE datname = current_database()))
            """;

    private final DataSource opened;
    private final DataSource compared;

    /**
     * Checks what {@code opened} opens.
     *
     * @param compared opens a connection to the right database
     */
    SameDatabaseDataSource(DataSource opened, DataSource compared) {
        this.opened = opened;
        this.compared = compared;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = opened.getConnection();
        try {
            String here = identity(connection);
            try (Connection other = compared.getConnection()) {
                if (!here.equals(identity(other))) {
                    throw new OtherDatabaseException();
                }
            }
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

    private static String identity(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(IDENTITY)) {
            row.next();
            return row.getString(1);
        }
    }
}
