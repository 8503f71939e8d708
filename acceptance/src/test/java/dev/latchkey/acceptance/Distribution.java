package dev.latchkey.acceptance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Measured times, and what is said about them. */
final class Distribution {

    private final List<Long> millis = Collections.synchronizedList(new ArrayList<>());

    void add(Duration time) {
        millis.add(time.toMillis());
    }

    int size() {
        return millis.size();
    }

    /** The time in which {@code percent} of all were done. */
    Duration share(int percent) {
        List<Long> sorted = millis.stream().sorted().toList();
        return Duration.ofMillis(sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100)));
    }

    /** {@code median 12 ms, 95% 80 ms, worst 300 ms of 200}. */
    @Override
    public String toString() {
        return "median %d ms, 95%% %d ms, worst %d ms of %d"
                .formatted(
                        share(50).toMillis(), share(95).toMillis(), share(100).toMillis(), size());
    }
}
