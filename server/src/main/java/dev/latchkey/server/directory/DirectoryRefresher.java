package dev.latchkey.server.directory;

import dev.latchkey.db.DirectoryVersion;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;

/**
 * Watches for changes of clients and keys and has them read again. One connection of its own listens for notifications;
 * every second the version is compared as well, for the notification that was lost. So a change that was committed
 * anywhere holds here within a second.
 */
public final class DirectoryRefresher implements SmartLifecycle, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryRefresher.class);

    private static final Duration POLL = Duration.ofMillis(900);
    private static final int RECONNECT_MILLIS = 250;

    private final DataSource dataSource;
    private final DirectoryVersion version;
    private final List<Runnable> reloads;

    private volatile boolean running;
    private volatile @Nullable Thread thread;
    private boolean listening = true;
    private long seen = -1;

    /**
     * A refresher that has not started yet.
     *
     * @param dataSource opens a connection of its own for each call
     * @param reloads what reads clients and keys again
     */
    public DirectoryRefresher(DataSource dataSource, DirectoryVersion version, List<Runnable> reloads) {
        this.dataSource = dataSource;
        this.version = version;
        this.reloads = reloads;
    }

    @Override
    public void start() {
        // Before the first request: nobody may be refused because the clients were not read yet.
        reloadIfChanged(version.read());
        running = true;
        thread = Thread.ofPlatform().name("directory").daemon().start(this);
    }

    @Override
    public void run() {
        while (running) {
            try {
                version.watch(dataSource, POLL, this::reloadIfChanged);
            } catch (SQLException | RuntimeException | LinkageError e) {
                if (!listening) {
                    pause();
                } else if (running) {
                    // Said once for every time that it is lost, and tried again at once, not for every attempt.
                    LOG.warn("Not hearing of changes of clients and keys: {}", e.getMessage());
                }
                listening = false;
            }
        }
    }

    private void reloadIfChanged(long current) {
        if (!listening) {
            LOG.info("Hearing of changes of clients and keys again");
            listening = true;
        }
        // The version was read before what it counts: a change in between is at worst read twice.
        if (current != seen) {
            reloads.forEach(DirectoryRefresher::reload);
            seen = current;
        }
    }

    /** What cannot be read is said once and left as it was; it must not keep the rest from being read. */
    private static void reload(Runnable reload) {
        try {
            reload.run();
        } catch (DataAccessException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("Clients or keys in the database make no sense; going on with what was read before", e);
        }
    }

    private void pause() {
        try {
            Thread.sleep(RECONNECT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }

    @Override
    public void stop() {
        running = false;
        Thread watching = thread;
        if (watching != null) {
            watching.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Early, so that it runs before the server takes requests. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
