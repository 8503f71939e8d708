package dev.latchkey.server.limit;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who was refused, and for how long yet: while that lasts the database need not be asked, so that a flood costs it
 * nothing. For buckets only that nothing is given back to.
 */
final class Refusals {

    /** Whoever has more addresses than this costs the database a statement each. */
    private static final int MOST = 10_000;

    private final Map<String, Long> until = new ConcurrentHashMap<>();

    /** How long yet, in whole seconds; zero when nothing is known. */
    Duration remaining(String name) {
        Long end = until.get(name);
        if (end == null) {
            return Duration.ZERO;
        }
        long nanos = end - System.nanoTime();
        if (nanos <= 0) {
            until.remove(name, end);
            return Duration.ZERO;
        }
        return Duration.ofSeconds(
                Duration.ofNanos(nanos).plusSeconds(1).minusNanos(1).toSeconds());
    }

    void add(String name, Duration wait) {
        if (until.size() >= MOST) {
            until.clear();
        }
        until.put(name, System.nanoTime() + wait.toNanos());
    }
}
