package dev.latchkey.bench.faults;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.User;
import dev.latchkey.core.audit.Attribution;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The one address of the database leads to its standby for a while. Meanwhile a user and a client are disabled on the
 * primary, so that whatever the standby still believes of them is wrong.
 */
final class AddressExperiment implements AutoCloseable {

    private static final Attribution BENCH = Attribution.of("bench");
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Promised: a change of an administrator holds on every server within a second of its being heard. */
    private static final Duration PROMISED = Duration.ofSeconds(1);

    private final Site site;
    private final Duration away;
    private final List<Visitor> visitors;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    AddressExperiment(Site site, Duration away) {
        this.site = site;
        this.away = away;
        this.visitors = site.servers().stream().map(Visitor::new).toList();
    }

    /** Switches to the standby and back once. */
    AddressRound round(int number, boolean paused) throws IOException, InterruptedException {
        App app = site.addApp("app" + number, Duration.ofMinutes(1));
        App machine = site.addApp("machine" + number, Duration.ZERO);
        String password = site.account().password();
        User bystander = site.addUser("bystander" + number);
        User victim = site.addUser("victim" + number);
        everywhere("the new client is known", visitor -> visitor.machineToken(machine) == 200);
        Visitor first = visitors.getFirst();
        Visitor.Tokens victims = first.signIn(app, victim.username(), password).orElseThrow();
        Visitor.Tokens bystanders =
                first.signIn(app, bystander.username(), password).orElseThrow();
        Standby.replay(site.pair().standby(), !paused);

        site.pair().proxy().leadToOther();
        long left = System.nanoTime();
        disable(victim, machine);
        Answers answers = new Answers();
        BooleanSupplier gone = () -> System.nanoTime() - left < away.toNanos();
        List<Future<?>> asking = new ArrayList<>();
        for (Visitor visitor : visitors) {
            Stream.<Runnable>of(
                            () -> answers.count(visitor.introspect(app, victims.access())),
                            () -> answers.count(visitor.introspect(app, bystanders.access())),
                            () -> answers.count(visitor.introspect(app, victims.refresh())),
                            () -> answers.count(visitor.me(victims.access())),
                            () -> answers.count(visitor.refresh(app, victims.refresh())),
                            () -> answers.count(visitor.password(app, bystander.username(), password)),
                            () -> answers.count(visitor.password(app, "unknown", password)))
                    .forEach(question -> asking.add(threads.submit(() -> {
                        while (gone.getAsBoolean()) {
                            question.run();
                        }
                    })));
        }
        Duration notReady = since(left, "not ready", visitor -> visitor.readiness() == 503);
        await(asking);

        site.pair().proxy().leadBack();
        long back = System.nanoTime();
        List<Future<Duration>> times = List.of(
                threads.submit(() -> since(
                        back, "a sign-in", visitor -> visitor.password(app, bystander.username(), password) == 200)),
                threads.submit(() -> since(back, "ready", visitor -> visitor.readiness() == 200)),
                threads.submit(
                        () -> since(back, "the client is refused", visitor -> visitor.machineToken(machine) == 401)));
        await(times);
        Duration ready = times.get(1).resultNow();
        Duration refused = times.get(2).resultNow();
        LongAdder broken = new LongAdder();
        for (Visitor visitor : visitors) {
            check(broken, visitor.isActive(app, victims.access()), false);
            check(broken, visitor.isActive(app, bystanders.access()), true);
            check(broken, visitor.me(victims.access()), 401);
            check(broken, visitor.me(bystanders.access()), 200);
            check(broken, visitor.refresh(app, victims.refresh()), 400);
        }
        if (refused.compareTo(ready.plus(PROMISED)) > 0) {
            broken.increment();
        }
        Standby.replay(site.pair().standby(), true);
        return new AddressRound(
                number,
                paused,
                answers.unavailable.sum(),
                answers.others.sum(),
                notReady,
                times.getFirst().resultNow(),
                ready,
                refused,
                broken.sum());
    }

    /** On the primary, past the address. */
    private void disable(User user, App app) {
        Database primary = site.database();
        boolean disabled = primary.userChanges().disable(user, BENCH).isPresent()
                && primary.clients()
                        .findByClientId(app.clientId())
                        .flatMap(client -> primary.clientChanges().disable(client, BENCH))
                        .isPresent();
        if (!disabled) {
            throw new IllegalStateException("There is nothing to disable");
        }
    }

    private static void check(LongAdder broken, Object seen, Object promised) {
        if (!seen.equals(promised)) {
            broken.increment();
        }
    }

    private Duration since(long moment, String what, Predicate<Visitor> reached) throws InterruptedException {
        everywhere(what, reached);
        return Duration.ofNanos(System.nanoTime() - moment);
    }

    private void everywhere(String what, Predicate<Visitor> reached) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (Visitor visitor : visitors) {
            while (!reached.test(visitor)) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("It takes too long until " + what);
                }
                Thread.sleep(20);
            }
        }
    }

    private static void await(List<? extends Future<?>> futures) throws InterruptedException {
        for (Future<?> future : futures) {
            try {
                future.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("A request failed", e.getCause());
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        visitors.forEach(Visitor::close);
    }

    /** Answers that were given while no server could reach the primary. */
    private static final class Answers {

        private final LongAdder unavailable = new LongAdder();
        private final LongAdder others = new LongAdder();

        private void count(int status) {
            (status == 503 ? unavailable : others).increment();
        }
    }
}
