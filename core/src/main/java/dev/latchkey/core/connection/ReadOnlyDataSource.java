package dev.latchkey.core.connection;

import dev.latchkey.core.jdbc.Primary;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** Opens sessions that cannot write, to whatever server answers. */
final class ReadOnlyDataSource extends AbstractDataSource {

    private static final String PREPARE =
            "SELECT set_config('default_transaction_read_only', 'on', false), " + Primary.WAIVED;

    private final PGSimpleDataSource driver;

    ReadOnlyDataSource(PGSimpleDataSource driver) {
        this.driver = driver;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = driver.getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute(PREPARE);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public Connection getConnection(String user, String password) {
        throw new UnsupportedOperationException("The role is a part of the settings.");
    }
}
