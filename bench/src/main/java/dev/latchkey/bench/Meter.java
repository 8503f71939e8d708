package dev.latchkey.bench;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Measures one kind of request: first what it costs, with all that the server can do, then how long it takes at half of
 * that.
 *
 * @param processes whose CPU counts
 */
record Meter(URI server, Processes processes, Effort effort) {

    private static final Duration LEAD = Duration.ofMillis(500);

    Measurement measure(String name, List<? extends Workload> workloads) throws InterruptedException {
        Load closed = Load.start(server, Schedule.CLOSED_LOOP, workloads);
        long from = System.nanoTime();
        boolean settled;
        Window most;
        try (closed) {
            settled = warmUp(closed);
            most = Window.watch(closed, processes, effort.measured());
        }
        Load open = Load.start(server, Schedule.openLoop(most.perSecond() / 2, System.nanoTime()), workloads);
        Latency atHalf = latency(open);
        return new Measurement(
                name,
                most,
                closed.latency(most.from(), most.to()),
                atHalf,
                closed.failed() + open.failed(),
                processes.residentBytes(),
                Duration.ofNanos(most.from() - from),
                settled);
    }

    /** What one request costs, once that has settled, in microseconds. */
    double cpuMicros(List<? extends Workload> workloads) throws InterruptedException {
        try (Load load = Load.start(server, Schedule.CLOSED_LOOP, workloads)) {
            warmUp(load);
            return Window.watch(load, processes, effort.measured()).cpuMicros();
        }
    }

    /** Asks until what it costs has settled. */
    void warmUp(List<? extends Workload> workloads) throws InterruptedException {
        try (Load load = Load.start(server, Schedule.CLOSED_LOOP, workloads)) {
            warmUp(load);
        }
    }

    /** Says whether it has settled. */
    private boolean warmUp(Load load) throws InterruptedException {
        Settling settling = new Settling();
        for (int i = 0; i < effort.mostWindows(); i++) {
            if (settling.add(Window.watch(load, processes, effort.window()).cpuMicros())) {
                return true;
            }
        }
        return false;
    }

    /** Of a load that has just started; ends it. */
    private Latency latency(Load load) throws InterruptedException {
        long from;
        long to;
        try (load) {
            Thread.sleep(LEAD);
            from = System.nanoTime();
            Thread.sleep(effort.measured());
            to = System.nanoTime();
        }
        return load.latency(from, to);
    }
}
