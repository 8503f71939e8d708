package dev.latchkey.server.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Database;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.outbox.Message;
import dev.latchkey.core.outbox.Outbox;
import dev.latchkey.server.fixture.Waiting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxDispatcherIT {

    private static Outbox outbox;
    private static ConnectionSettings settings;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final ConcurrentLinkedQueue<UUID> delivered = new ConcurrentLinkedQueue<>();
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final AtomicInteger faults = new AtomicInteger();

    private OutboxDispatcher dispatcher;

    /** Holds what is addressed to "slow", and fails with what is addressed to the others. */
    private final class TestCourier implements Courier {

        @Override
        public Set<String> kinds() {
            switch (faults.getAndDecrement()) {
                case 2 -> throw new StackOverflowError("a fault of ours");
                case 1 -> throw new IllegalStateException("a fault of ours");
                default -> {}
            }
            return Set.of("letter");
        }

        @Override
        public void deliver(Message message) throws UndeliveredException, InterruptedException {
            switch (String.valueOf(message.content().address())) {
                case "slow" -> {
                    held.countDown();
                    try {
                        released.await();
                    } catch (InterruptedException e) {
                        interrupted.set(true);
                        throw e;
                    }
                }
                case "failing" -> throw new UndeliveredException("not today");
                case "overflowing" -> throw new StackOverflowError("a secret");
                case "broken" -> throw new IllegalStateException("a secret");
                default -> delivered.add(message.id());
            }
        }
    }

    @BeforeAll
    static void open() {
        settings = TestDatabase.fresh();
        outbox = new Database(DataSources.direct(settings)).outbox();
    }

    @BeforeEach
    void make() {
        dispatcher = new OutboxDispatcher(outbox, new TestCourier(), OutboxPace.DEFAULT, metrics);
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
        assertThat(outbox.waiting().count()).isEqualTo(1);
        // It may be talking to the database, and an interrupt would break the connection.
        released.countDown();
        until(() -> outbox.waiting().count() == 0);
        assertThat(interrupted).isFalse();
        until(() -> count("delivered") == 2);
        outbox.delivered(slow);
    }

    @Test
    void aStopWaitsForTheClaimUnderWayAndDeliversIt() throws Exception {
        UUID id = add("quick");
        Thread stop = Thread.ofPlatform().unstarted(dispatcher::stop);
        try (Connection connection = DataSources.direct(settings).getConnection()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("LOCK TABLE outbox IN EXCLUSIVE MODE");
            dispatcher.start();
            until(() -> isWaiting(connection));
            stop.start();
            until(() -> !dispatcher.isRunning());
            connection.rollback();
            assertThat(stop.join(Duration.ofSeconds(20))).isTrue();
        }
        assertThat(delivered).containsExactly(id);
        assertThat(outbox.waiting().count()).isZero();
    }

    private static boolean isWaiting(Connection connection) {
        try (ResultSet waiting = connection
                .createStatement()
                .executeQuery("SELECT 1 FROM pg_locks WHERE relation = 'outbox'::regclass AND NOT granted")) {
            return waiting.next();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
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
    void anErrorIsNotedLikeAFaultOfOurs() throws Exception {
        UUID overflowing = add("overflowing");
        dispatcher.start();
        until(() -> outbox.waiting().failure().isPresent());
        assertThat(outbox.waiting().failure()).contains("an error of the server, which is in its log");
        outbox.delivered(overflowing);
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
        // An error, then an exception.
        faults.set(2);
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
