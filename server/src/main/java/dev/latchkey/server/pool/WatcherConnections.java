package dev.latchkey.server.pool;

import dev.latchkey.core.connection.DatabaseFailure.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * The connections of the watchers. They are opened before the pool, so that the pool cannot take all that PostgreSQL
 * allows; creating this opens none. A watcher that lost its connection and gets no other has the pool close one.
 */
public final class WatcherConnections implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WatcherConnections.class);

    /** PostgreSQL needs a moment to end the session of the connection that the pool closed. */
    private static final int ATTEMPTS = 20;

    private static final int PAUSE_MILLIS = 25;

    private final Supplier<DataSource> database;
    private final int watchers;
    private final Queue<Connection> kept = new ConcurrentLinkedQueue<>();
    private volatile @Nullable ConnectionPool pool;
    private volatile boolean readOnly;

    /**
     * Connections that are not open yet.
     *
     * @param database opens a connection at each call, to a server that can write
     * @param watchers how many there are
     */
    public WatcherConnections(Supplier<DataSource> database, int watchers) {
        this.database = database;
        this.watchers = watchers;
    }

    /**
     * Opens the first connection of each watcher.
     *
     * @throws IllegalStateException when one of them cannot be opened
     */
    public void open() {
        try {
            for (int i = 0; i < watchers; i++) {
                kept.add(database.get().getConnection());
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The database gives the watchers no connection", e);
        }
    }

    /** From now on watchers take precedence over this pool. */
    void precede(ConnectionPool requests) {
        pool = requests;
    }

    /** Whether the last attempt to connect reached a server that cannot write. */
    public boolean isReadOnly() {
        return readOnly;
    }

    /** Opens a connection for a watcher at each call. */
    public DataSource dataSource() {
        return new AbstractDataSource() {
            @Override
            public Connection getConnection() throws SQLException {
                return take();
            }

            @Override
            public Connection getConnection(String user, String password) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private Connection take() throws SQLException {
        Connection first = kept.poll();
        if (first != null) {
            return first;
        }
        try {
            Connection opened = connect();
            readOnly = false;
            return opened;
        } catch (SQLException e) {
            readOnly = ConnectionPool.isOf(Kind.READ_ONLY, e);
            throw e;
        }
    }

    private Connection connect() throws SQLException {
        try {
            return database.get().getConnection();
        } catch (SQLException e) {
            ConnectionPool requests = pool;
            if (requests == null || !ConnectionPool.isOf(Kind.FULL, e) || !requests.giveOne()) {
                throw e;
            }
            return openWhenThereIsRoom(e);
        }
    }

    private Connection openWhenThereIsRoom(SQLException full) throws SQLException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                Thread.sleep(PAUSE_MILLIS);
                return database.get().getConnection();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            } catch (SQLException e) {
                if (!ConnectionPool.isOf(Kind.FULL, e)) {
                    throw e;
                }
            }
        }
        throw full;
    }

    /** Closes what no watcher has taken. */
    @Override
    public void close() {
        for (Connection connection = kept.poll(); connection != null; connection = kept.poll()) {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.debug("A connection was broken when it was closed", e);
            }
        }
    }
}
