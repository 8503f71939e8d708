package dev.latchkey.server.pool;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import dev.latchkey.core.connection.DatabaseFailure;
import dev.latchkey.core.connection.DatabaseFailure.Kind;
import dev.latchkey.server.settings.DatabaseSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * The pool of connections that requests share. When a connection turns out to lead to a server that cannot write, the
 * pool closes all of them, because the others may lead there too; new ones are checked when they are opened. When
 * PostgreSQL accepts no more connections, the pool shrinks to those that it has, and closes one for a watcher that has
 * none.
 */
public final class ConnectionPool {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionPool.class);

    private static final long LEAST_VALIDATION_MILLIS = 250;

    private final int wanted;
    private final HikariDataSource pool = new HikariDataSource();
    private final Supplier<DataSource> database;
    private final WatcherConnections watchers;
    private final int loginTimeout;
    private int said;

    /**
     * A pool that is not open yet.
     *
     * @param database opens a connection at each call, to a server that can write
     * @param watchers take precedence over the pool
     */
    public ConnectionPool(
            Supplier<DataSource> database,
            WatcherConnections watchers,
            DatabaseSettings settings,
            MeterRegistry metrics) {
        this.database = database;
        this.watchers = watchers;
        this.wanted = settings.poolSize();
        this.said = wanted;
        pool.setPoolName("latchkey");
        pool.setMaximumPoolSize(wanted);
        long patience = settings.connectionTimeout().toMillis();
        pool.setConnectionTimeout(patience);
        // A connection to a database that is frozen is found out while the request can still wait for another one.
        pool.setValidationTimeout(Math.max(LEAST_VALIDATION_MILLIS, patience / 2));
        pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(metrics));
        pool.setExceptionOverride(new Eviction(this::evictAll));
        loginTimeout = Math.toIntExact(settings.loginTimeout().toSeconds());
    }

    /**
     * Opens the first connection.
     *
     * @throws IllegalStateException when it cannot be opened
     */
    public void open() {
        pool.setDataSource(new Source(database.get()));
        try {
            pool.getConnection().close();
        } catch (SQLException e) {
            throw new IllegalStateException("The database gives the pool no connection", e);
        }
        watchers.precede(this);
    }

    /** The pool for the connections of requests, which has none before it is {@link #open opened}. */
    public HikariDataSource dataSource() {
        return pool;
    }

    /**
     * Closes one connection and makes the pool smaller by one. False when there is only one.
     *
     * @throws SQLException when no connection becomes free in time
     */
    synchronized boolean giveOne() throws SQLException {
        int left = pool.getHikariPoolMXBean().getTotalConnections() - 1;
        if (left < 1) {
            return false;
        }
        shrink(left, "a watcher needs one");
        try (Connection given = pool.getConnection()) {
            pool.evictConnection(given);
        }
        return true;
    }

    /**
     * Allows as many connections again as the settings want. Once a minute, because PostgreSQL may have room by then.
     */
    public void grow() {
        pool.setMaximumPoolSize(wanted);
    }

    private void evictAll() {
        HikariPoolMXBean state = state();
        if (state != null) {
            state.softEvictConnections();
        }
    }

    private synchronized void full(SQLException e) {
        HikariPoolMXBean state = state();
        if (state != null && state.getTotalConnections() > 0) {
            shrink(
                    state.getTotalConnections(),
                    DatabaseFailure.of(e).map(DatabaseFailure::message).orElse(""));
        }
    }

    /** Null while it opens its first connection. */
    private @Nullable HikariPoolMXBean state() {
        return pool.getHikariPoolMXBean();
    }

    private void shrink(int size, String why) {
        pool.setMaximumPoolSize(size);
        if (size != said) {
            LOG.warn(
                    "The pool goes on with {} of {} connections ({}): raise the limit in PostgreSQL,"
                            + " or lower latchkey.database.pool-size",
                    size,
                    wanted,
                    why);
            said = size;
        }
    }

    /** Opens the connections of the pool, and notices when PostgreSQL gives no more. */
    private final class Source extends AbstractDataSource {

        private final DataSource database;

        private Source(DataSource database) {
            this.database = database;
        }

        @Override
        public Connection getConnection() throws SQLException {
            try {
                return database.getConnection();
            } catch (SQLException e) {
                if (isOf(Kind.FULL, e)) {
                    full(e);
                }
                throw e;
            }
        }

        @Override
        public Connection getConnection(String user, String password) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getLoginTimeout() {
            return loginTimeout;
        }

        /** Stays as it is: it belongs to the settings. */
        @Override
        public void setLoginTimeout(int seconds) {}
    }

    /** Whether a failure of the driver is of this kind. */
    static boolean isOf(Kind kind, SQLException e) {
        return DatabaseFailure.of(e).filter(failure -> failure.kind() == kind).isPresent();
    }
}
