package dev.latchkey.server.outbox;

import dev.latchkey.core.connection.DatabaseFailure;
import dev.latchkey.core.outbox.Message;
import dev.latchkey.core.outbox.Outbox;
import io.micrometer.core.instrument.MeterRegistry;
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

    /** Short, since a user may wait for the letter; one indexed statement. */
    private static final long POLL_MILLIS = 2_000;

    private static final int AT_ONCE = 16;

    /**
     * How many it claims at once. No more than that are claimed of a client of which as many are under way, so that one
     * client has fewer than two times this many places.
     */
    private static final int CLAIM = 4;

    private static final long STOP_SECONDS = 5;

    private final Outbox outbox;
    private final Courier courier;
    private final MeterRegistry metrics;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Semaphore ended = new Semaphore(0);
    private final Map<UUID, Integer> underWay = new ConcurrentHashMap<>();
    private volatile @Nullable Thread thread;
    private volatile @Nullable ExecutorService deliveries;

    public OutboxDispatcher(Outbox outbox, Courier courier, MeterRegistry metrics) {
        this.outbox = outbox;
        this.metrics = metrics;
        this.courier = courier;
    }

    /** Begins to deliver. */
    public void start() {
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        deliveries = executor;
        thread = Thread.ofVirtual().name("outbox").start(() -> run(executor));
    }

    private void run(ExecutorService executor) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (!dispatch(executor)) {
                    // A client that was busy may have a place again.
                    ended.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS);
                }
                ended.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Claims no more than there are places for; says whether there may be more at once. */
    private boolean dispatch(ExecutorService executor) throws InterruptedException {
        places.acquire();
        int free = 1 + places.drainPermits();
        List<Message> messages = List.of();
        try {
            messages = outbox.claim(courier.kinds(), busy(), Math.min(free, CLAIM));
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The outbox cannot be read now", e);
        } catch (RuntimeException e) {
            // A thread that ended would leave every later message where it is until a restart.
            LOG.error("The outbox cannot be read", e);
        } finally {
            places.release(free - messages.size());
        }
        try {
            for (Message message : messages) {
                count(message, 1);
                executor.execute(() -> deliver(message));
            }
        } catch (RejectedExecutionException e) {
            // Stopped in the meantime: the claims end by themselves.
            return false;
        }
        return !messages.isEmpty();
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
        } catch (RuntimeException e) {
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
     * Lets what is under way end, for some seconds, since what was sent and not noted is sent again. Then interrupts it;
     * another server, or this one after its start, tries it again.
     */
    public void stop() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            thread = null;
        }
        ExecutorService executor = deliveries;
        if (executor != null) {
            executor.shutdown();
            try {
                if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                    executor.shutdownNow();
                }
            } catch (InterruptedException e) {
                executor.shutdownNow();
                Thread.currentThread().interrupt();
            }
            deliveries = null;
        }
    }

    boolean isRunning() {
        return thread != null;
    }
}
