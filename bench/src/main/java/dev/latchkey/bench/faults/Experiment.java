package dev.latchkey.bench.faults;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A fault again and again, under load, and after each the question whether everything that was answered holds. */
final class Experiment implements AutoCloseable {

    private static final int FAMILIES = 16;

    private static final int LEAST_DELAY_MILLIS = 100;
    private static final int MOST_DELAY_MILLIS = 1000;

    private final Site site;
    private final Random random;
    private final Tally tally = new Tally();
    private final Tally probing = new Tally();
    private final AtomicInteger underWay = new AtomicInteger();
    private final List<Client> clients = new ArrayList<>();
    private final List<Client> probes = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    Experiment(Site site, int clientCount, Random random) {
        this.site = site;
        this.random = random;
        for (int i = 0; i < clientCount; i++) {
            clients.add(new Client(site.account(), site.uris(), new Random(random.nextLong()), tally, underWay));
        }
        for (Server server : site.servers()) {
            Client probe = new Client(
                    site.account(), List.of(server.uri()), new Random(random.nextLong()), probing, new AtomicInteger());
            site.begin(1).forEach(probe::add);
            probes.add(probe);
        }
    }

    /** Lets a fault happen once. */
    Round round(int number, Fault fault) throws InterruptedException, IOException, SQLException {
        long answered = tally.answered.sum();
        long unanswered = tally.unanswered.sum();
        long unavailable = tally.unavailable.sum();
        int broken = broken().size();
        for (Client client : clients) {
            site.begin(FAMILIES - client.live()).forEach(client::add);
        }
        AtomicBoolean stopped = new AtomicBoolean();
        List<Future<?>> loading = start(clients, client -> client.load(stopped::get));
        Duration delay = Duration.ofMillis(LEAST_DELAY_MILLIS + random.nextInt(MOST_DELAY_MILLIS - LEAST_DELAY_MILLIS));
        Thread.sleep(delay);
        int atThatMoment = underWay.get();
        long struck = System.nanoTime();
        String what = fault.strike();
        stopped.set(true);
        List<Future<?>> probed = start(probes, Client::refreshUntilAnswered);
        fault.repair();
        Duration repaired = Duration.ofNanos(System.nanoTime() - struck);
        await(probed);
        Duration back = Duration.ofNanos(System.nanoTime() - struck);
        await(loading);
        Client.Undecided undecided = compare();
        await(start(clients, Client::settle));
        fault.restore();
        return new Round(
                number,
                what,
                delay,
                atThatMoment,
                tally.answered.sum() - answered,
                tally.unanswered.sum() - unanswered,
                tally.unavailable.sum() - unavailable,
                undecided.done,
                undecided.notDone,
                repaired,
                back,
                broken().size() - broken);
    }

    /** After the last round: nothing works twice. */
    void finish() throws InterruptedException {
        await(start(clients, Client::replay));
        compare();
    }

    /** What nothing explains, of all rounds; without tokens. */
    List<String> broken() {
        return Stream.concat(tally.broken().stream(), probing.broken().stream()).toList();
    }

    private Client.Undecided compare() {
        List<UUID> families =
                clients.stream().flatMap(Client::families).map(Family::id).toList();
        Map<UUID, State> states = site.states(families);
        Client.Undecided undecided = new Client.Undecided();
        clients.forEach(client -> client.compare(states, undecided));
        return undecided;
    }

    private List<Future<?>> start(List<Client> all, Consumer<Client> work) {
        List<Future<?>> futures = new ArrayList<>();
        all.forEach(client -> futures.add(threads.submit(() -> work.accept(client))));
        return futures;
    }

    private static void await(List<Future<?>> futures) throws InterruptedException {
        for (Future<?> future : futures) {
            try {
                future.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("A client failed", e.getCause());
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        Stream.concat(clients.stream(), probes.stream()).forEach(Client::close);
    }
}
