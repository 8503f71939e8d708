package dev.latchkey.core.limit;

import java.time.Duration;
import java.util.stream.IntStream;

/**
 * How long an account waits after failures in a row: not at all until there were {@code failures} of them, then
 * {@code firstWait}, twice as long after each one more, and never longer than {@code longestWait}.
 */
public record BackOff(int failures, Duration firstWait, Duration longestWait) {

    /** Checks all three. */
    public BackOff {
        if (failures < 1 || firstWait.toSeconds() < 1 || longestWait.compareTo(firstWait) < 0) {
            throw new IllegalArgumentException("waits begin with at least a second and do not become shorter");
        }
    }

    /** The waits after as many failures, after one more …; after the last of them it stays the same. In seconds. */
    Long[] waits() {
        long longest = longestWait.toSeconds();
        int doublings = Long.SIZE - Long.numberOfLeadingZeros(longest / firstWait.toSeconds());
        return IntStream.rangeClosed(0, doublings)
                .mapToObj(doubled -> Math.min(firstWait.toSeconds() << doubled, longest))
                .toArray(Long[]::new);
    }
}
