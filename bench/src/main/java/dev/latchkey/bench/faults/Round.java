package dev.latchkey.bench.faults;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * One fault, and what came of it.
 *
 * @param what was killed
 * @param delay since requests began
 * @param underWay requests that had been sent and not been answered at that moment
 * @param answered requests that got an answer, up to when everything had been looked at
 * @param unanswered requests whose connection broke before the answer
 * @param unavailable requests that were answered with 503
 * @param done families whose last request got no answer, or 503, and had been done nevertheless
 * @param notDone such families where it had not
 * @param repaired from the fault until the program that was killed, or the one in its place, was ready
 * @param back from the fault until every server had refreshed a token
 * @param broken promises
 */
record Round(
        int number,
        String what,
        Duration delay,
        int underWay,
        long answered,
        long unanswered,
        long unavailable,
        int done,
        int notDone,
        Duration repaired,
        Duration back,
        int broken) {

    static final String CSV_HEAD =
            "number,what,delay_ms,under_way,answered,unanswered,unavailable,done,not_done,repaired_ms,back_ms,broken\n";

    String csv() {
        return String.format(Locale.ROOT, "%d,%s,%d,%d,%d,%d,%d,%d,%d,%d,%d,%d%n", values());
    }

    /** One line of progress for the terminal. */
    String line() {
        return String.format(
                Locale.ROOT,
                "%3d  %-10s after %3d ms  under way %2d  answered %5d  unanswered %2d, 503 %2d: done %d, not done %d"
                        + "  ready %5d ms  back %5d ms  broken %d",
                values());
    }

    /** In the order of the table. */
    private Object[] values() {
        return new Object[] {
            number,
            what,
            delay.toMillis(),
            underWay,
            answered,
            unanswered,
            unavailable,
            done,
            notDone,
            repaired.toMillis(),
            back.toMillis(),
            broken
        };
    }

    /** The time within which {@code percent} of the rounds were. */
    static Duration share(List<Round> rounds, Function<Round, Duration> time, int percent) {
        List<Duration> sorted =
                rounds.stream().map(time).sorted(Comparator.naturalOrder()).toList();
        return sorted.get(Math.max(0, (sorted.size() * percent + 99) / 100 - 1));
    }
}
