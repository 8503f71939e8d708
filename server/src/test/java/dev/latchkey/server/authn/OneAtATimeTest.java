package dev.latchkey.server.authn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OneAtATimeTest {

    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1));
    private final OneAtATime large = new OneAtATime(threads, 3);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void stop() {
        release.countDown();
        threads.shutdownNow();
    }

    @Test
    void neverTwoRunAtOnceAndEveryOneRuns() throws InterruptedException {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(4);
        large.execute(this::await);
        for (int i = 0; i < 3; i++) {
            large.execute(() -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                running.decrementAndGet();
                done.countDown();
            });
        }
        assertThat(large.size()).isEqualTo(3);
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> large.execute(done::countDown));
        release.countDown();
        Thread last = Thread.ofPlatform().start(() -> {
            while (done.getCount() > 1) {
                Thread.onSpinWait();
            }
            large.execute(done::countDown);
        });
        last.join();
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(most).hasValue(1);
    }

    @Test
    void whatWaitsKeepsNoThreadFromOthers() throws InterruptedException {
        large.execute(this::await);
        large.execute(() -> {});
        large.execute(() -> {});
        CountDownLatch other = new CountDownLatch(1);
        threads.execute(other::countDown);
        assertThat(other.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void oneThatFailsOrFindsTheQueueFullDoesNotStopTheNext() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        List<Runnable> filling = new ArrayList<>();
        large.execute(() -> {
            await();
            throw new IllegalStateException("of the test");
        });
        large.execute(done::countDown);
        // Both threads and the queue are busy when the first one ends.
        filling.add(this::await);
        filling.add(() -> {});
        filling.forEach(threads::execute);
        release.countDown();
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private void await() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
