package dev.latchkey.acceptance;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Polling of what other processes do: there is nothing to wait on. */
final class Waiting {

    private Waiting() {}

    /** Returns whether the condition became true in time. */
    static boolean until(Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            pause();
        }
        return true;
    }

    static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
