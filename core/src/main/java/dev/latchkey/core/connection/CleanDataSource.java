package dev.latchkey.core.connection;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The driver's data source, changed in two points. Its exceptions contain no secret. And it does not send the host's
 * time zone, whose name PostgreSQL may not know: sessions are in UTC.
 */
final class CleanDataSource extends PGSimpleDataSource {

    private static final long serialVersionUID = 1L;

    private final transient Redaction redaction;

    CleanDataSource(ConnectionSettings settings) {
        this.redaction = new Redaction(settings);
        // The driver takes the zone of a session from the JVM, and has no property for another one.
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    }

    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        try {
            return super.getConnection(user, password);
        } catch (SQLException e) {
            throw redaction.clean(e);
        }
    }
}
