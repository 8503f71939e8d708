package dev.latchkey.core;

import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.connection.Migrations;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** A database over one connection, for a program that does one thing and ends. Connects when it is first asked for something. */
public final class SingleConnection implements AutoCloseable {

    /** Kept in a field: a logger without a reference is garbage collected and loses its level. */
    private static final Logger DRIVER = Logger.getLogger("org.postgresql");

    static {
        // The driver throws its errors too, and the caller reports them once.
        DRIVER.setLevel(Level.OFF);
    }

    /** A URL that nothing connects to, only to load classes. */
    private static final ConnectionSettings NOWHERE = new ConnectionSettings("jdbc:postgresql:nowhere", null, null);

    private final ConnectionSettings settings;
    private final SingleConnectionDataSource dataSource;
    private final Database database;

    /**
     * Connects to nothing yet.
     *
     * @throws IllegalArgumentException when the URL is not one of PostgreSQL
     */
    public SingleConnection(ConnectionSettings settings) {
        this(settings, DataSources.direct(settings));
    }

    private SingleConnection(ConnectionSettings settings, DataSource target) {
        this.settings = settings;
        this.dataSource = new LazyConnection(settings, target);
        this.database = new Database(dataSource);
    }

    /** One for a diagnosis, which cannot write: see {@link DataSources#readOnly}. */
    public static SingleConnection readOnly(ConnectionSettings settings) {
        return new SingleConnection(settings, DataSources.readOnly(settings));
    }

    /** Loads the classes of a connection, which takes longer than connecting. Opens no connection. */
    public static void prepare() {
        new SingleConnection(NOWHERE).close();
        DataSources.prepare();
    }

    public Database database() {
        return database;
    }

    /** Applies the migrations that are missing, on connections of its own; says how many. */
    public int migrate() {
        return Migrations.migrate(settings);
    }

    @Override
    public void close() {
        dataSource.destroy();
    }

    /**
     * Takes its connection from the data source that every program of ours uses, and keeps it. All statements go through
     * Spring, which asks whether to close it. A proxy that suppresses close would be a class that each run generates.
     */
    private static final class LazyConnection extends SingleConnectionDataSource {

        private final DataSource target;

        LazyConnection(ConnectionSettings settings, DataSource target) {
            this.target = target;
            setUrl(settings.url());
            setSuppressClose(false);
        }

        @Override
        protected java.sql.Connection getConnectionFromDriver(java.util.Properties unused)
                throws java.sql.SQLException {
            return target.getConnection();
        }
    }
}
