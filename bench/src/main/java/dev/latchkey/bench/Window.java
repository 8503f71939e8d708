package dev.latchkey.bench;

import java.time.Duration;

/**
 * What a load did, and what it cost, between two times.
 *
 * @param from of {@link System#nanoTime()}
 * @param to of {@link System#nanoTime()}
 * @param requests that were answered
 */
record Window(long from, long to, long requests, Processes.CpuTime cpu) {

    /** Waits for as long. */
    static Window watch(Load load, Processes processes, Duration length) throws InterruptedException {
        long from = System.nanoTime();
        long requests = load.answered();
        Processes.CpuTime cpu = processes.cpuTime();
        Thread.sleep(length);
        return new Window(
                from,
                System.nanoTime(),
                load.answered() - requests,
                processes.cpuTime().since(cpu));
    }

    double perSecond() {
        return requests * 1e9 / (to - from);
    }

    /** Of the server, per request, in microseconds. */
    double serverMicros() {
        return perRequest(cpu.server());
    }

    /** Of all processes of the database, per request, in microseconds. */
    double databaseMicros() {
        return perRequest(cpu.database());
    }

    double cpuMicros() {
        return serverMicros() + databaseMicros();
    }

    /** How much of the machine's CPU went to programs that do not belong here, 0 to 1. */
    double others() {
        return (double) cpu.others().toNanos()
                / (to - from)
                / Runtime.getRuntime().availableProcessors();
    }

    private double perRequest(Duration time) {
        return time.toNanos() / 1e3 / Math.max(requests, 1);
    }
}
