package dev.latchkey.core.connection;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The driver's data source, changed in three points. Its exceptions contain no secret. It looks for no other driver. And it
 * does not send the host's time zone, whose name PostgreSQL may not know: sessions are in UTC.
 */
final class CleanDataSource extends PGSimpleDataSource {

    private static final long serialVersionUID = 1L;

    private static final Driver DRIVER = new Driver();

    private final transient Redaction redaction;

    CleanDataSource(ConnectionSettings settings) {
        this.redaction = new Redaction(settings);
        // The driver takes the zone of a session from the JVM, and has no property for another one.
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    }

    /** The superclass asks the DriverManager, which looks through all jars for drivers. */
    private Connection connect(@Nullable String user, @Nullable String password) throws SQLException {
        Properties login = new Properties();
        PGProperty.USER.set(login, user);
        PGProperty.PASSWORD.set(login, password);
        return Objects.requireNonNull(DRIVER.connect(getUrl(), login));
    }

    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        try {
            return connect(user, password);
        } catch (SQLException e) {
            throw redaction.clean(e);
        }
    }
}
