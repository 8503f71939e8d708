package dev.latchkey.bench.faults;

import java.time.Duration;
import java.util.Locale;

/**
 * The address of the database led to the standby for a while, and what came of it.
 *
 * @param paused whether the standby had stopped applying what the primary sent
 * @param unavailable requests that were answered with 503 meanwhile
 * @param fromStandby requests that were answered in another way meanwhile: each is a broken promise
 * @param notReady from the switch until every server said that it is not ready
 * @param writes from the switch back until every server had signed a user in
 * @param ready from the switch back until every server said that it is ready
 * @param clientRefused from the switch back until every server refused a client that was disabled meanwhile
 * @param broken promises after the switch back
 */
record AddressRound(
        int number,
        boolean paused,
        long unavailable,
        long fromStandby,
        Duration notReady,
        Duration writes,
        Duration ready,
        Duration clientRefused,
        long broken) {

    static final String CSV_HEAD =
            "number,replay,unavailable,from_standby,not_ready_ms,writes_ms,ready_ms,client_refused_ms,broken\n";

    String csv() {
        return String.format(Locale.ROOT, "%d,%s,%d,%d,%d,%d,%d,%d,%d%n", values());
    }

    /** One line of progress for the terminal. */
    String line() {
        return String.format(
                Locale.ROOT,
                "%3d  replay %-7s  503 %4d  from the standby %d  not ready %5d ms  writes %5d ms  ready %5d ms"
                        + "  client refused %5d ms  broken %d",
                values());
    }

    /** In the order of the table. */
    private Object[] values() {
        return new Object[] {
            number,
            replay(),
            unavailable,
            fromStandby,
            notReady.toMillis(),
            writes.toMillis(),
            ready.toMillis(),
            clientRefused.toMillis(),
            broken
        };
    }

    private String replay() {
        return paused ? "paused" : "running";
    }
}
