package dev.latchkey.server.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.outbox.Message;
import dev.latchkey.core.outbox.Outbox;
import dev.latchkey.server.fixture.Waiting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxDispatcherIT {

    private static Outbox outbox;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final ConcurrentLinkedQueue<UUID> delivered = new ConcurrentLinkedQueue<>();
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final AtomicInteger faults = new AtomicInteger();

    private OutboxDispatcher dispatcher;

    /** Holds what is addressed to "slow", and fails with what is addressed to the others. */
    private final class TestCourier implements Courier {

        @Override
        public Set<String> kinds() {
            if (faults.getAndDecrement() > 0) {
                throw new IllegalStateException("a fault of ours");
            }
            return Set.of("letter");
        }

        @Override
        public void deliver(Message message) throws UndeliveredException, InterruptedException {
            switch (String.valueOf(message.content().address())) {
                case "slow" -> {
                    held.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                }
                case "failing" -> throw new UndeliveredException("not today");
                case "broken" -> throw new IllegalStateException("a secret");
                default -> delivered.add(message.id());
            }
        }
    }

    @BeforeAll
    static void open() {
        outbox = new Database(DataSources.direct(TestDatabase.fresh())).outbox();
    }

    @BeforeEach
    void make() {
        dispatcher = new OutboxDispatcher(outbox, new TestCourier(), metrics);
    }

    @AfterEach
    void stop() {
        dispatcher.stop();
        outbox.claim(Set.of("letter", "another"), List.of(), 100).forEach(message -> outbox.delivered(message.id()));
    }

    private static UUID add(String address) {
        return outbox.add(Message.Content.letter("letter", Ids.next(), address, null));
    }

    private static void until(BooleanSupplier condition) {
        Waiting.until("the outbox is as expected", Duration.ofSeconds(20), condition);
    }

    private double count(String outcome) {
        return metrics.counter("latchkey.outbox", "kind", "letter", "outcome", outcome)
                .count();
    }

    @Test
    void aSlowReceiverDoesNotHoldUpTheOthers() throws Exception {
        UUID slow = add("slow");
        dispatcher.start();
        assertThat(held.await(20, TimeUnit.SECONDS)).isTrue();
        UUID quick = add("quick");
        until(() -> delivered.contains(quick));
        dispatcher.stop();
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(outbox.waiting().count()).isEqualTo(1);
        outbox.delivered(slow);
    }

    @Test
    void aFailureIsNotedAndTheMessageStays() throws Exception {
        UUID failing = add("failing");
        dispatcher.start();
        until(() -> outbox.waiting().failure().isPresent());
        assertThat(outbox.waiting().failure()).contains("not today");
        assertThat(outbox.waiting().count()).isEqualTo(1);
        until(() -> count("failed") == 1);
        outbox.delivered(failing);
    }

    @Test
    void aFaultOfOursIsNotedWithoutItsText() throws Exception {
        UUID broken = add("broken");
        dispatcher.start();
        until(() -> outbox.waiting().failure().isPresent());
        assertThat(outbox.waiting().failure()).contains("an error of the server, which is in its log");
        outbox.delivered(broken);
    }

    @Test
    void whatWasDeliveredIsForgotten() throws Exception {
        UUID id = add("quick");
        dispatcher.start();
        until(() -> outbox.waiting().count() == 0);
        assertThat(delivered).containsExactly(id);
        until(() -> count("delivered") == 1);
    }

    @Test
    void aFaultBeforeTheClaimDoesNotEndTheDispatcher() throws Exception {
        faults.set(1);
        UUID id = add("quick");
        dispatcher.start();
        until(() -> delivered.contains(id));
    }

    @Test
    void withoutCouriersNothingRuns() {
        OutboxDispatchers idle = new OutboxDispatchers(List.of());
        idle.start();
        assertThat(idle.isRunning()).isFalse();
    }
}
