package dev.latchkey.server.operate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.operate.Routines.Routine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RoutinesTest {

    private static final Duration SOON = Duration.ofMillis(1);

    private Routines routines = new Routines(List.of());

    @AfterEach
    void stop() {
        routines.stop();
    }

    @Test
    void oneThatTakesLongHoldsUpNoOther() throws InterruptedException {
        CountDownLatch often = new CountDownLatch(3);
        start(Routine.every(SOON, LockSupport::park), Routine.every(SOON, often::countDown));
        assertThat(often.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void oneThatFailsIsTriedAgain() throws InterruptedException {
        CountDownLatch tries = new CountDownLatch(4);
        start(Routine.every(SOON, () -> {
            tries.countDown();
            if (tries.getCount() % 2 == 0) {
                throw new IllegalStateException("This is a test");
            }
            throw new NoClassDefFoundError("This is a test");
        }));
        assertThat(tries.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatIsUnderWayIsDoneBeforeTheyStop() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean undisturbed = new AtomicBoolean();
        start(Routine.every(SOON, () -> {
            begun.countDown();
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            undisturbed.set(!Thread.currentThread().isInterrupted());
        }));
        begun.await();
        routines.stop();
        assertThat(undisturbed).isTrue();
        assertThat(routines.isRunning()).isFalse();
    }

    private void start(Routine... all) {
        routines = new Routines(List.of(all));
        routines.start();
    }
}
