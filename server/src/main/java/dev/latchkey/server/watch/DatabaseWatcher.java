package dev.latchkey.server.watch;

import dev.latchkey.db.connection.DatabaseFailure;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;

/**
 * Keeps something in memory the same as in the database. A thread of its own watches over a connection of its own, and
 * connects again for as long as the server runs. What is in memory stays while nothing is heard.
 */
public abstract class DatabaseWatcher implements SmartLifecycle, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseWatcher.class);

    private static final int RECONNECT_MILLIS = 250;

    private final String name;
    private final String what;

    private volatile boolean running;
    private volatile @Nullable Thread thread;
    private boolean hearing = true;
    private volatile long heardAt = System.nanoTime();

    /**
     * A watcher that has not started yet.
     *
     * @param name of the thread
     * @param what is heard of, for the log
     */
    protected DatabaseWatcher(String name, String what) {
        this.name = name;
        this.what = what;
    }

    /** Reads for the first time; before the first request, and a failure keeps the server from starting. */
    protected abstract void readFirst();

    /**
     * Connects and watches, and calls {@link #heard} whenever the database has answered.
     *
     * @throws SQLException when the connection breaks
     * @throws InterruptedException when the server stops
     */
    protected abstract void watch() throws SQLException, InterruptedException;

    /** The database has answered. */
    protected final void heard() {
        heardAt = System.nanoTime();
        if (!hearing) {
            LOG.info("Hearing of {} again", what);
            hearing = true;
        }
    }

    /** The time since the database has last answered. */
    public final Duration age() {
        return Duration.ofNanos(System.nanoTime() - heardAt);
    }

    @Override
    public final void start() {
        readFirst();
        running = true;
        thread = Thread.ofPlatform().name(name).daemon().start(this);
    }

    @Override
    public final void run() {
        while (running) {
            try {
                watch();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                running = false;
            } catch (SQLException | RuntimeException | LinkageError e) {
                if (!hearing) {
                    pause();
                } else if (running) {
                    // Said once for every time that it is lost, and tried again at once, not for every attempt.
                    LOG.warn(
                            "Not hearing of {}: {}",
                            what,
                            DatabaseFailure.of(e)
                                    .map(DatabaseFailure::message)
                                    .orElseGet(() -> NestedExceptionUtils.getMostSpecificCause(e)
                                            .getMessage()));
                }
                hearing = false;
            }
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
    public final void stop() {
        running = false;
        Thread watching = thread;
        if (watching != null) {
            watching.interrupt();
        }
    }

    @Override
    public final boolean isRunning() {
        return running;
    }

    /** Early, so that it runs before the server takes requests. */
    @Override
    public final int getPhase() {
        return Integer.MIN_VALUE;
    }
}
