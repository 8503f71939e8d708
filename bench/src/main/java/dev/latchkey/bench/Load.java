package dev.latchkey.bench;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Requests from several connections at once, from {@link #start} until it is closed. Work that takes several requests counts
 * as one, from when it was due to its last answer.
 */
final class Load implements AutoCloseable {

    private final URI server;
    private final Schedule schedule;
    private final List<Connection> connections;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("load").factory());

    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final AtomicReference<@Nullable Exception> firstFailure = new AtomicReference<>();

    /** What is due from then on is not sent any more. */
    private volatile long end = Long.MAX_VALUE;

    private Load(URI server, Schedule schedule, List<? extends Workload> workloads) {
        this.server = server;
        this.schedule = schedule;
        this.connections = workloads.stream().map(Connection::new).toList();
    }

    /** Starts all workloads, each on a connection of its own. */
    static Load start(URI server, Schedule schedule, List<? extends Workload> workloads) {
        Load load = new Load(server, schedule, workloads);
        load.connections.forEach(load.threads::execute);
        return load;
    }

    /** How many requests have been answered so far, well or not. */
    long answered() {
        return answered.sum();
    }

    /** How many requests have failed so far, or were not answered as they should be. */
    long failed() {
        return failed.sum();
    }

    /** Ends when everything that was due by now is answered. */
    @Override
    public void close() {
        end = System.nanoTime();
        threads.close();
        Exception failure = firstFailure.get();
        if (failure != null) {
            System.err.println("The first of " + failed() + " failures: " + failure);
        }
    }

    /** Of the requests that were due between two times of {@link System#nanoTime()}; ask when it is closed. */
    Latency latency(long from, long to) {
        return Latency.of(connections.stream().flatMapToLong(connection -> connection.latencies(from, to)));
    }

    private final class Connection implements Runnable {

        private final Workload workload;

        /** Two for each answer: when the request was due, and how long after that it was answered. In nanoseconds. */
        private long[] log = new long[4096];

        private int logged;

        /** When the work that is under way was due, in nanoseconds. */
        private long due;

        private boolean underWay;

        Connection(Workload workload) {
            this.workload = workload;
        }

        @Override
        public void run() {
            boolean going = true;
            while (going) {
                try (HttpConnection connection = new HttpConnection(server, workload.from())) {
                    going = exchangeUntilLast(connection);
                } catch (IOException e) {
                    fail(e);
                    going = System.nanoTime() < end;
                }
            }
        }

        /** Says whether there is more to do, on another connection. */
        private boolean exchangeUntilLast(HttpConnection connection) throws IOException {
            boolean last = false;
            while (!last) {
                byte[] request = workload.request();
                if (!underWay) {
                    due = schedule.next();
                    if (due >= end) {
                        return false;
                    }
                    underWay = true;
                }
                HttpConnection.Response response = connection.exchange(request);
                long answeredAt = System.nanoTime();
                look(response);
                if (workload.isDone()) {
                    log(due, answeredAt - due);
                    answered.increment();
                    underWay = false;
                }
                last = response.last();
            }
            return true;
        }

        private void look(HttpConnection.Response response) {
            try {
                workload.answered(response);
            } catch (IllegalStateException e) {
                fail(e);
            }
        }

        private void fail(Exception e) {
            failed.increment();
            firstFailure.compareAndSet(null, e);
        }

        private void log(long due, long latency) {
            if (logged == log.length) {
                log = Arrays.copyOf(log, 2 * log.length);
            }
            log[logged++] = due;
            log[logged++] = latency;
        }

        LongStream latencies(long from, long to) {
            return IntStream.range(0, logged / 2)
                    .filter(i -> log[2 * i] >= from && log[2 * i] < to)
                    .mapToLong(i -> log[2 * i + 1]);
        }
    }
}
