package dev.latchkey.server;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for something that another thread, server or database does. */
final class Waiting {

    private Waiting() {}

    /**
     * Waits until {@code condition} holds.
     *
     * @return how long that took
     * @throws AssertionError when it does not within {@code limit}
     */
    static Duration until(String what, Duration limit, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new AssertionError("Not within " + limit + ": " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
