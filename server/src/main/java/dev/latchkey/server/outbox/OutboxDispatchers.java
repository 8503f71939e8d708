package dev.latchkey.server.outbox;

import java.util.List;
import org.springframework.context.SmartLifecycle;

/** Starts and stops one dispatcher for each courier, so that a relay that hangs does not hold up logout tokens. */
public final class OutboxDispatchers implements SmartLifecycle {

    private final List<OutboxDispatcher> dispatchers;

    public OutboxDispatchers(List<OutboxDispatcher> dispatchers) {
        this.dispatchers = List.copyOf(dispatchers);
    }

    @Override
    public void start() {
        dispatchers.forEach(OutboxDispatcher::start);
    }

    /** Waits for what is under way, of all couriers at the same time. */
    @Override
    public void stop() {
        dispatchers.parallelStream().forEach(OutboxDispatcher::stop);
    }

    @Override
    public boolean isRunning() {
        return dispatchers.stream().anyMatch(OutboxDispatcher::isRunning);
    }
}
