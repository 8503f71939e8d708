package dev.latchkey.embedded;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** Waiting for other processes, which send no signal: by looking every few milliseconds. */
final class Waiting {

    private static final Duration PAUSE = Duration.ofMillis(5);

    private Waiting() {}

    /** What is waited for. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException;
    }

    /** Returns whether the condition came to hold before patience ran out. */
    static boolean until(Duration patience, Condition condition) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            pause(PAUSE);
        }
        return true;
    }

    static void pause(Duration duration) throws IOException {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }
}
