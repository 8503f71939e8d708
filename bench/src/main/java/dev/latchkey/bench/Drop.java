package dev.latchkey.bench;

import java.util.List;
import java.util.Locale;
import org.springframework.dao.DataAccessException;

/**
 * Refreshes at a fixed rate, first alone, then while a partition is dropped.
 *
 * @param tries until the drop got its lock
 * @param alone how long refreshes took before
 * @param during how long they took from the first try until a second after the last
 */
record Drop(long dropped, int tries, double millis, Latency alone, Latency during, long errors) {

    private static final long MOST = 1_000_000;

    /** Servers leave a drop that gets no lock for the next hour. */
    private static final int MOST_TRIES = 20;

    static Drop measure(OwnServer server, Meter meter, double perSecond, List<Refreshing> workloads, long sessions)
            throws InterruptedException {
        long ended = Math.min(MOST, sessions);
        Sessions.addEnded(server, ended);
        Load load = Load.start(meter.server(), Schedule.openLoop(perSecond, System.nanoTime()), workloads);
        Window alone;
        long from;
        long dropped;
        long to;
        int tries = 0;
        try (load) {
            Thread.sleep(meter.effort().window());
            alone = Window.watch(load, meter.processes(), meter.effort().measured());
            from = System.nanoTime();
            while (!drop(server)) {
                if (++tries == MOST_TRIES) {
                    throw new IllegalStateException("The partition was not dropped");
                }
            }
            dropped = System.nanoTime();
            Thread.sleep(1000);
            to = System.nanoTime();
        }
        return new Drop(
                ended,
                tries + 1,
                (dropped - from) / 1e6,
                load.latency(alone.from(), alone.to()),
                load.latency(from, to),
                load.failed());
    }

    private static boolean drop(OwnServer server) {
        try {
            return server.database().partitions().dropEnded() == 1;
        } catch (DataAccessException noLock) {
            return false;
        }
    }

    Figure figure(long sessions) {
        return new Figure(
                "refresh p99 while a partition of %,d sessions is dropped, at %,d".formatted(dropped, sessions),
                "",
                String.format(
                        Locale.ROOT,
                        "**%.2f ms**, alone %.2f ms; dropped after %.0f ms at try %d",
                        during.p99(),
                        alone.p99(),
                        millis,
                        tries),
                errors);
    }
}
