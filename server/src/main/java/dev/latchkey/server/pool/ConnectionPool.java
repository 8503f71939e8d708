package dev.latchkey.server.pool;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import dev.latchkey.core.connection.DatabaseFailure;
import dev.latchkey.core.connection.DatabaseFailure.Kind;
import dev.latchkey.server.settings.ServerSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.scheduling.annotation.Scheduled;

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
    private volatile @Nullable HikariDataSource pool;
    private int said;

    private ConnectionPool(int wanted) {
        this.wanted = wanted;
        this.said = wanted;
    }

    /**
     * Opens the pool and its first connection.
     *
     * @param database opens a connection at each call, to a server that can write
     * @param watchers take precedence over the pool
     * @throws com.zaxxer.hikari.pool.HikariPool.PoolInitializationException when the first connection cannot be opened
     */
    public static ConnectionPool open(
            DataSource database, WatcherConnections watchers, ServerSettings.Database settings, MeterRegistry metrics) {
        ConnectionPool opened = new ConnectionPool(settings.poolSize());
        HikariConfig config = new HikariConfig();
        config.setPoolName("latchkey");
        config.setDataSource(opened.new Source(database, settings.loginTimeout()));
        config.setMaximumPoolSize(settings.poolSize());
        long patience = settings.connectionTimeout().toMillis();
        config.setConnectionTimeout(patience);
        // A connection to a database that is frozen is found out while the request can still wait for another one.
        config.setValidationTimeout(Math.max(LEAST_VALIDATION_MILLIS, patience / 2));
        config.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(metrics));
        config.setExceptionOverride(new Eviction(opened::evictAll));
        opened.pool = new HikariDataSource(config);
        watchers.precede(opened);
        return opened;
    }

    /** The pool for the connections of requests. */
    public HikariDataSource dataSource() {
        HikariDataSource opened = pool;
        if (opened == null) {
            throw new IllegalStateException("The pool is not open yet");
        }
        return opened;
    }

    /**
     * Closes one connection and makes the pool smaller by one. False when there is only one.
     *
     * @throws SQLException when no connection becomes free in time
     */
    synchronized boolean giveOne() throws SQLException {
        HikariDataSource opened = dataSource();
        int left = opened.getHikariPoolMXBean().getTotalConnections() - 1;
        if (left < 1) {
            return false;
        }
        shrink(opened, left, "a watcher needs one");
        try (Connection given = opened.getConnection()) {
            opened.evictConnection(given);
        }
        return true;
    }

    /**
     * Allows as many connections again as the settings want. Once a minute, because PostgreSQL may have room by then.
     */
    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1M")
    public void grow() {
        dataSource().setMaximumPoolSize(wanted);
    }

    private void evictAll() {
        HikariDataSource opened = pool;
        if (opened != null) {
            opened.getHikariPoolMXBean().softEvictConnections();
        }
    }

    private synchronized void full(SQLException e) {
        HikariDataSource opened = pool;
        HikariPoolMXBean state = opened == null ? null : opened.getHikariPoolMXBean();
        if (opened != null && state != null && state.getTotalConnections() > 0) {
            shrink(
                    opened,
                    state.getTotalConnections(),
                    DatabaseFailure.of(e).map(DatabaseFailure::message).orElse(""));
        }
    }

    private void shrink(HikariDataSource opened, int size, String why) {
        opened.setMaximumPoolSize(size);
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
        private final int loginTimeout;

        private Source(DataSource database, Duration loginTimeout) {
            this.database = database;
            this.loginTimeout = Math.toIntExact(loginTimeout.toSeconds());
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
