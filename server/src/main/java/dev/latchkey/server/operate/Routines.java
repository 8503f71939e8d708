package dev.latchkey.server.operate;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * What a running server does again and again. Each has a thread of its own, and one that fails is tried again. (The
 * framework would look for them in all methods of all beans, at each start.)
 */
public final class Routines implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Routines.class);

    private final List<Routine> all;
    private volatile @Nullable ScheduledExecutorService threads;

    /**
     * Something that is done again and again.
     *
     * @param first how long after the start it is done for the first time
     * @param pause from its end to its next beginning
     */
    public record Routine(Duration first, Duration pause, Runnable work) {

        /** Begins at once. */
        public static Routine every(Duration pause, Runnable work) {
            return new Routine(Duration.ZERO, pause, work);
        }

        /** Leaves the first minute to the start. */
        public static Routine later(Duration pause, Runnable work) {
            return new Routine(Duration.ofMinutes(1), pause, work);
        }

        private void run() {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                LOG.error("Something that is done every {} failed, and will be tried again", pause, e);
            }
        }
    }

    public Routines(List<Routine> all) {
        this.all = List.copyOf(all);
    }

    /** After everything else: the ports are open. */
    @Override
    public void start() {
        ScheduledExecutorService started = Executors.newScheduledThreadPool(
                all.size(), Thread.ofVirtual().name("routine-", 0).factory());
        for (Routine routine : all) {
            // It never completes: failures are in the log.
            var _ = started.scheduleWithFixedDelay(
                    routine::run, routine.first().toMillis(), routine.pause().toMillis(), TimeUnit.MILLISECONDS);
        }
        threads = started;
    }

    @Override
    public void stop() {
        ScheduledExecutorService running = threads;
        threads = null;
        if (running == null) {
            return;
        }
        running.shutdown();
        try {
            // What takes longer goes on meanwhile: an interrupt would break the connection that it uses.
            running.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return threads != null;
    }
}
