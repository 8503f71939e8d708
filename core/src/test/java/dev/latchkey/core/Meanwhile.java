package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two transactions of which the second waits for the locks of the first. */
public final class Meanwhile {

    private Meanwhile() {}

    /**
     * Commits what interferes when the act waits for its locks.
     *
     * @return the result of the act
     */
    public static <T> T act(Database database, JdbcClient sql, Runnable interference, Callable<T> act)
            throws Exception {
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> first = threads.submit(() -> database.transactions().run(() -> {
                interference.run();
                locked.countDown();
                await(commit);
            }));
            await(locked);
            Future<T> second = threads.submit(act);
            untilOneWaits(sql);
            commit.countDown();
            first.get(30, TimeUnit.SECONDS);
            return second.get(30, TimeUnit.SECONDS);
        }
    }

    private static void untilOneWaits(JdbcClient sql) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!sql.sql("""
                SELECT EXISTS (SELECT FROM pg_stat_activity
                                WHERE wait_event_type = 'Lock' AND datname = current_database())
                """).query(Boolean.class).single()) {
            assertThat(System.nanoTime()).as("the statement waits for a lock").isLessThan(end);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
