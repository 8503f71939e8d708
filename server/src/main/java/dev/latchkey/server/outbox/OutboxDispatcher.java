package dev.latchkey.server.outbox;

import dev.latchkey.core.connection.DatabaseFailure;
import dev.latchkey.core.outbox.Message;
import dev.latchkey.core.outbox.Outbox;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Takes messages out of the outbox and gives them to their courier. Every server does; each message is one server's at a
 * time. A receiver that answers slowly holds up one of {@value #AT_ONCE} places, not the others.
 */
public final class OutboxDispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxDispatcher.class);

    private static final int AT_ONCE = 16;

    /**
     * How many it claims at once. No more than that are claimed of a client of which as many are under way, so that one
     * client has fewer than two times this many places.
     */
    private static final int CLAIM = 4;

    private static final Duration STOP = Duration.ofSeconds(5);

    private final Outbox outbox;
    private final Courier courier;
    private final OutboxPace pace;
    private final MeterRegistry metrics;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Semaphore ended = new Semaphore(0);
    private final Map<UUID, Integer> underWay = new ConcurrentHashMap<>();

    /** The one that runs; another one, and one that is no longer here, has to end. */
    private volatile @Nullable Thread thread;

    private volatile @Nullable ExecutorService deliveries;

    public OutboxDispatcher(Outbox outbox, Courier courier, OutboxPace pace, MeterRegistry metrics) {
        this.outbox = outbox;
        this.metrics = metrics;
        this.courier = courier;
        this.pace = pace;
    }

    /** Begins to deliver. */
    public void start() {
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        deliveries = executor;
        Thread started = Thread.ofVirtual().name("outbox").unstarted(() -> run(executor));
        thread = started;
        started.start();
    }

    private void run(ExecutorService executor) {
        try {
            while (thread == Thread.currentThread()) {
                if (!dispatch(executor)) {
                    // A place may be free again, also one of a client that was busy.
                    ended.tryAcquire(pace.poll().toMillis(), TimeUnit.MILLISECONDS);
                }
                ended.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Claims no more than there are places for; says whether there may be more at once. */
    private boolean dispatch(ExecutorService executor) {
        int free = places.drainPermits();
        int begun = 0;
        try {
            if (free > 0) {
                for (Message message : outbox.claim(courier.kinds(), busy(), Math.min(free, CLAIM))) {
                    begin(executor, message);
                    begun++;
                }
            }
            return begun > 0;
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopped in the meantime: the claims end by themselves", e);
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The outbox cannot be read now", e);
        } catch (RuntimeException | Error e) {
            // A thread that ended would leave every later message where it is until a restart.
            LOG.error("The outbox cannot be read", e);
        } finally {
            places.release(free - begun);
        }
        return false;
    }

    private void begin(ExecutorService executor, Message message) {
        count(message, 1);
        try {
            executor.execute(() -> deliver(message));
        } catch (RuntimeException | Error e) {
            count(message, -1);
            throw e;
        }
    }

    private List<UUID> busy() {
        return underWay.entrySet().stream()
                .filter(client -> client.getValue() >= CLAIM)
                .map(Map.Entry::getKey)
                .toList();
    }

    private void count(Message message, int change) {
        UUID client = message.content().clientId();
        if (client != null) {
            underWay.compute(client, (id, before) -> {
                int after = (before == null ? 0 : before) + change;
                return after == 0 ? null : after;
            });
        }
    }

    private void deliver(Message message) {
        String outcome = "failed";
        try {
            courier.deliver(message);
            outbox.delivered(message.id());
            outcome = "delivered";
        } catch (UndeliveredException e) {
            LOG.warn(
                    "{} {} was not delivered at attempt {} and will be tried again: {}",
                    message.content().kind(),
                    message.id(),
                    message.attempts(),
                    e.getMessage());
            note(message, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DataAccessException | TransactionException e) {
            LOG.warn(
                    "{} {} will be tried again: {}",
                    message.content().kind(),
                    message.id(),
                    DatabaseFailure.of(e)
                            .map(DatabaseFailure::message)
                            .orElseGet(() -> String.valueOf(e.getMessage())));
        } catch (RuntimeException | Error e) {
            LOG.error("{} {} was not delivered", message.content().kind(), message.id(), e);
            note(message, "an error of the server, which is in its log");
        } finally {
            count(message, -1);
            places.release();
            ended.release();
            metrics.counter("latchkey.outbox", "kind", message.content().kind(), "outcome", outcome)
                    .increment();
        }
    }

    private void note(Message message, String failure) {
        try {
            outbox.failed(message.id(), failure);
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The failure cannot be noted now", e);
        }
    }

    /**
     * Lets what is under way end, for some seconds, since what was sent and not noted is sent again. What takes longer goes
     * on meanwhile: an interrupt would break the connection to the database that it may be using. What the end of the process
     * cuts off is tried again, by another server or by this one after its start.
     */
    public void stop() {
        long until = System.nanoTime() + STOP.toNanos();
        Thread running = thread;
        ExecutorService executor = deliveries;
        thread = null;
        deliveries = null;
        ended.release();
        if (running == null || executor == null) {
            return;
        }
        try {
            // First the thread: what it is claiming is delivered, and not lost until the claim ends.
            running.join(left(until));
            executor.shutdown();
            executor.awaitTermination(left(until).toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            executor.shutdown();
            Thread.currentThread().interrupt();
        }
    }

    private static Duration left(long until) {
        return Duration.ofNanos(Math.max(0, until - System.nanoTime()));
    }

    boolean isRunning() {
        return thread != null;
    }
}
