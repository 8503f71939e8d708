package dev.latchkey.server.cache;

import dev.latchkey.core.connection.DatabaseFailure;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;

/**
 * Keeps a cache equal to the database. A thread and a connection of its own wait for changes, and the thread reconnects
 * as long as the server runs. The cache keeps its content while the connection is down.
 */
public abstract class DatabaseWatcher implements SmartLifecycle, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseWatcher.class);

    private static final int RECONNECT_MILLIS = 250;

    private final String name;
    private final String what;

    /** The one that watches; another one, and one that is no longer here, has to end. */
    private volatile @Nullable Thread thread;

    private boolean hearing = true;
    private volatile long heardAt = System.nanoTime();
    private volatile long confirmedAt = heardAt;

    /**
     * A watcher that has not started yet.
     *
     * @param name of the thread
     * @param what the subject of the cache, for the log
     */
    protected DatabaseWatcher(String name, String what) {
        this.name = name;
        this.what = what;
    }

    /** Reads for the first time; before the first request, and a failure keeps the server from starting. */
    protected abstract void readFirst();

    /**
     * Connects and watches, as long as {@link #goesOn} says. Calls {@link #heard} whenever the database has answered,
     * and {@link #confirmed} whenever the cache is equal to the database.
     *
     * @throws SQLException when the connection breaks
     * @throws InterruptedException when the thread is interrupted, which nothing does
     */
    protected abstract void watch() throws SQLException, InterruptedException;

    /**
     * Whether the thread that asks is to go on. Asked often, since a thread that may speak to the database is not
     * interrupted.
     */
    protected final boolean goesOn() {
        return thread == Thread.currentThread();
    }

    /** The database has answered. */
    protected final void heard() {
        heardAt = System.nanoTime();
        if (!hearing) {
            LOG.info("Hearing of {} again", what);
            hearing = true;
        }
    }

    /**
     * Notes that the cache is equal to the database.
     *
     * @param at when, by {@link System#nanoTime}; not later than when it was read
     */
    protected final void confirmed(long at) {
        confirmedAt = at;
    }

    /** The time since the database has last answered, by the monotonic clock. */
    public final Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heardAt);
    }

    /**
     * The age of the cache by the monotonic clock: the time since it was equal to the database. It also grows while the
     * database answers with rows that cannot be read.
     */
    public final Duration age() {
        return Duration.ofNanos(System.nanoTime() - confirmedAt);
    }

    @Override
    public final void start() {
        readFirst();
        Thread started = Thread.ofPlatform().name(name).daemon().unstarted(this);
        thread = started;
        started.start();
    }

    @Override
    public final void run() {
        while (goesOn()) {
            try {
                watch();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                thread = null;
            } catch (SQLException | RuntimeException | Error e) {
                // Errors too: a thread that ends would leave what is in memory to grow old until a restart.
                if (!hearing) {
                    pause();
                } else if (goesOn()) {
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
            thread = null;
        }
    }

    /**
     * Within a second. An interrupt would break what the thread is doing, which would be told as a fault of the
     * database.
     */
    @Override
    public final void stop() {
        thread = null;
    }

    @Override
    public final boolean isRunning() {
        return thread != null;
    }

    /** After the start-up steps, which make what is read here; before the server takes requests. */
    @Override
    public final int getPhase() {
        return Integer.MIN_VALUE + 1;
    }
}
