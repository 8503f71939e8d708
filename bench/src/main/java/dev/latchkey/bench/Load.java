package dev.latchkey.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A closed loop: each connection sends its next request when it has the answer to the last one. First until what a
 * request costs stops moving, then for as long as is measured.
 */
final class Load {

    private static final Duration WINDOW = Duration.ofSeconds(2);

    /** By chance two windows agree before anything is compiled. */
    private static final int LEAST_WINDOWS = 3;

    private static final int MOST_WINDOWS = 8;
    private static final double AGREEMENT = 0.05;

    private final URI server;
    private final Processes processes;
    private final Duration measured;

    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final AtomicReference<@Nullable Exception> firstFailure = new AtomicReference<>();
    private volatile boolean stopped;

    /** Of one run; it is used once. */
    Load(URI server, Processes processes, Duration measured) {
        this.server = server;
        this.processes = processes;
        this.measured = measured;
    }

    /** Runs all workloads at once, each on a connection of its own. */
    Measurement run(String name, List<? extends Workload> workloads) throws InterruptedException {
        List<Connection> connections = workloads.stream().map(Connection::new).toList();
        List<Thread> threads = connections.stream()
                .map(connection -> Thread.ofPlatform().daemon().name("load").start(connection))
                .toList();
        boolean settled = warmUp();
        Window window = watch(measured);
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        Exception failure = firstFailure.get();
        if (failure != null) {
            System.err.println(name + ", first failure: " + failure);
        }
        long[] latencies = connections.stream()
                .flatMapToLong(connection -> connection.latencies(window.from(), window.to()))
                .sorted()
                .toArray();
        return new Measurement(
                name,
                window.perSecond(),
                percentile(latencies, 0.5),
                percentile(latencies, 0.99),
                failed.sum(),
                window.micros(window.cpu().server()),
                window.micros(window.cpu().database()),
                processes.residentBytes(),
                (double) window.cpu().others().toNanos()
                        / window.length()
                        / Runtime.getRuntime().availableProcessors(),
                settled);
    }

    private boolean warmUp() throws InterruptedException {
        double before = Double.NaN;
        for (int i = 0; i < MOST_WINDOWS; i++) {
            Window window = watch(WINDOW);
            double now = window.micros(window.cpu().server().plus(window.cpu().database()));
            if (i >= LEAST_WINDOWS - 1 && Math.abs(now - before) <= AGREEMENT * Math.min(now, before)) {
                return true;
            }
            before = now;
        }
        return false;
    }

    /** What happened in a length of time, which is from {@code from} to {@code to} in nanoseconds. */
    private record Window(long from, long to, long requests, Processes.CpuTime cpu) {

        long length() {
            return to - from;
        }

        double perSecond() {
            return requests * 1e9 / length();
        }

        double micros(Duration cpu) {
            return cpu.toNanos() / 1e3 / Math.max(requests, 1);
        }
    }

    private Window watch(Duration length) throws InterruptedException {
        long from = System.nanoTime();
        long requests = answered.sum();
        Processes.CpuTime cpu = processes.cpuTime();
        Thread.sleep(length);
        return new Window(
                from,
                System.nanoTime(),
                answered.sum() - requests,
                processes.cpuTime().since(cpu));
    }

    private static double percentile(long[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) (share * (sorted.length - 1))] / 1e3;
    }

    private final class Connection implements Runnable {

        private final Workload workload;

        /** Two for each answer: when it came, and how long it took. In nanoseconds. */
        private long[] log = new long[4096];

        private int logged;

        Connection(Workload workload) {
            this.workload = workload;
        }

        @Override
        public void run() {
            while (!stopped) {
                try (HttpConnection connection = new HttpConnection(server)) {
                    boolean last = false;
                    while (!stopped && !last) {
                        last = exchange(connection);
                    }
                } catch (IOException e) {
                    fail(e);
                }
            }
        }

        /** Says whether the connection is at its end. */
        private boolean exchange(HttpConnection connection) throws IOException {
            byte[] request = workload.request();
            long start = System.nanoTime();
            HttpConnection.Response response = connection.exchange(request);
            long end = System.nanoTime();
            log(end, end - start);
            answered.increment();
            try {
                workload.answered(response);
            } catch (IllegalStateException e) {
                fail(e);
            }
            return response.last();
        }

        private void fail(Exception e) {
            failed.increment();
            firstFailure.compareAndSet(null, e);
        }

        private void log(long end, long latency) {
            if (logged == log.length) {
                log = Arrays.copyOf(log, 2 * log.length);
            }
            log[logged++] = end;
            log[logged++] = latency;
        }

        LongStream latencies(long from, long to) {
            return IntStream.range(0, logged / 2)
                    .filter(i -> log[2 * i] >= from && log[2 * i] < to)
                    .mapToLong(i -> log[2 * i + 1]);
        }
    }
}
