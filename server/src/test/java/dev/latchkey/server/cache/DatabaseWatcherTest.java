package dev.latchkey.server.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Waiting;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class DatabaseWatcherTest {

    private final CountDownLatch watching = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final AtomicInteger faults = new AtomicInteger();

    private final class Watcher extends DatabaseWatcher {

        Watcher() {
            super("test", "nothing");
        }

        @Override
        protected void readFirst() {
            // There is nothing to read.
        }

        /** Like one that waits for the database: it looks whether it is to go on when that has answered. */
        @Override
        protected void watch() {
            if (faults.getAndDecrement() > 0) {
                throw new StackOverflowError("a fault of ours");
            }
            watching.countDown();
            while (goesOn()) {
                LockSupport.parkNanos(1_000_000);
            }
            interrupted.set(Thread.currentThread().isInterrupted());
            ended.countDown();
        }
    }

    @Test
    void aStopEndsTheThreadAndDoesNotInterruptIt() throws Exception {
        Watcher watcher = new Watcher();
        watcher.start();
        assertThat(watching.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(watcher.isRunning()).isTrue();
        watcher.stop();
        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(interrupted).isFalse();
        assertThat(watcher.isRunning()).isFalse();
    }

    @Test
    void anErrorDoesNotEndIt() {
        faults.set(2);
        Watcher watcher = new Watcher();
        watcher.start();
        Waiting.until("it watches", Duration.ofSeconds(20), () -> watching.getCount() == 0);
        watcher.stop();
    }
}
