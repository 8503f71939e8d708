package dev.latchkey.server.outbox;

import dev.latchkey.core.connection.DatabaseFailure;
import dev.latchkey.core.outbox.Message;
import dev.latchkey.core.outbox.Outbox;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Takes messages out of the outbox and gives them to their couriers. Every server does; each message is one server's at a
 * time. A receiver that answers slowly holds up one of {@value #AT_ONCE} places, not the others.
 */
public final class OutboxDispatcher implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxDispatcher.class);

    /** Short, since a user may wait for the letter; one indexed statement. */
    private static final long POLL_MILLIS = 2_000;

    private static final int AT_ONCE = 16;

    private final Outbox outbox;
    private final Map<String, Courier> couriers = new HashMap<>();
    private final MeterRegistry metrics;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private volatile @Nullable Thread thread;
    private volatile @Nullable ExecutorService deliveries;

    public OutboxDispatcher(Outbox outbox, List<Courier> couriers, MeterRegistry metrics) {
        this.outbox = outbox;
        this.metrics = metrics;
        couriers.forEach(courier -> courier.kinds().forEach(kind -> this.couriers.put(kind, courier)));
    }

    /** Does nothing without couriers. */
    @Override
    public void start() {
        if (couriers.isEmpty()) {
            return;
        }
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        deliveries = executor;
        thread = Thread.ofVirtual().name("outbox").start(() -> run(executor));
    }

    private void run(ExecutorService executor) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (!dispatch(executor)) {
                    Thread.sleep(POLL_MILLIS);
                }
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
            messages = outbox.claim(Set.copyOf(couriers.keySet()), free);
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The outbox cannot be read now", e);
        } finally {
            places.release(free - messages.size());
        }
        for (Message message : messages) {
            executor.execute(() -> deliver(message));
        }
        return !messages.isEmpty();
    }

    private void deliver(Message message) {
        String outcome = "failed";
        try {
            // Only kinds of these couriers were claimed.
            Objects.requireNonNull(couriers.get(message.content().kind())).deliver(message);
            outbox.delivered(message.id());
            outcome = "delivered";
        } catch (UndeliveredException e) {
            LOG.warn("{} {} was not delivered: {}", message.content().kind(), message.id(), e.getMessage());
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
            note(message, e.getClass().getSimpleName());
        } finally {
            places.release();
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

    /** Interrupts what is under way; another server, or this one after its start, tries it again. */
    @Override
    public void stop() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            thread = null;
        }
        ExecutorService executor = deliveries;
        if (executor != null) {
            executor.shutdownNow();
            deliveries = null;
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
