package dev.latchkey.bench.faults;

import dev.latchkey.bench.Browser;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.Lifetimes;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.core.client.RedirectUri;
import dev.latchkey.core.client.SignInSettings;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.key.KeyAlgorithm;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Several people sign in with browsers, whole sign-ins from the first page to the first refresh. At one step of all of them
 * a fault happens, and then all go on.
 */
final class SignInExperiment implements AutoCloseable {

    private static final Duration GRACE = Duration.ofMinutes(10);

    /** The fault comes within this time of the requests, before, among or after them. */
    private static final int SPREAD_MILLIS = 30;

    /** How long the program that was killed is away at least. */
    private static final Duration AWAY = Duration.ofMillis(500);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Site site;
    private final Random random;
    private final App app;
    private final Tally tally = new Tally();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private List<Person> before = List.of();
    private int users;

    SignInExperiment(Site site, Random random) {
        this.site = site;
        this.random = random;
        this.app = addApp(site, GRACE);
    }

    /** Adds a client of which users are asked whether they allow it something. */
    static App addApp(Site site, Duration grace) {
        String secret = ClientSecret.generate();
        List<RedirectUri> redirectUris =
                List.of(RedirectUri.parse(Browser.REDIRECT_URI).orElseThrow());
        NewClient added = NewClient.confidential("browser-app")
                .grants(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN, GrantType.CLIENT_CREDENTIALS)
                .scopes(Scopes.parse(Browser.SCOPE))
                .signingAlgorithm(KeyAlgorithm.ES256)
                .lifetimes(new Lifetimes(
                        Duration.ofHours(1), Lifetimes.DEFAULT.refreshToken(), Lifetimes.DEFAULT.refreshIdle(), grace))
                .signIn(new SignInSettings(redirectUris, List.of(), true, true))
                .build();
        UUID id = site.database()
                .clients()
                .add(added, ClientSecret.hash(secret), Attribution.of("bench"))
                .orElseThrow();
        return new App(id, "browser-app", secret, !grace.isZero());
    }

    /** Returns when all servers know the client, or know it again. */
    static void awaitApp(Site site, App app) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (Server server : site.servers()) {
            try (Visitor visitor = new Visitor(server)) {
                while (visitor.machineToken(app) != 200) {
                    if (System.nanoTime() > deadline) {
                        throw new IllegalStateException("A server does not get to know the client");
                    }
                    Thread.sleep(50);
                }
            }
        }
    }

    void begin() throws InterruptedException {
        awaitApp(site, app);
    }

    /** Lets a fault happen once, when {@code count} people are about to take a step. */
    SignInRound round(int number, Fault fault, Person.Step step, int count) throws IOException, InterruptedException {
        int broken = broken().size();
        List<Person> people = people(count);
        await(start(people, person -> person.walkTo(step)));
        long answered = tally.answered.sum();
        long unanswered = tally.unanswered.sum();
        long unavailable = tally.unavailable.sum();
        List<Future<Long>> walking = new ArrayList<>();
        for (Person person : people) {
            int delay = random.nextInt(SPREAD_MILLIS);
            walking.add(threads.submit(() -> {
                Thread.sleep(delay);
                keeping(Person::finish).accept(person);
                return System.nanoTime();
            }));
        }
        Thread.sleep(random.nextInt(SPREAD_MILLIS));
        long struck = System.nanoTime();
        String what = fault.strike();
        Thread.sleep(AWAY);
        fault.repair();
        await(walking);
        long last = walking.stream().mapToLong(Future::resultNow).max().orElse(struck);
        await(start(people, Person::comeAgain));
        await(start(before, Person::comeAgain));
        people.forEach(this::count);
        before.forEach(Person::close);
        before = people;
        return new SignInRound(
                number,
                what,
                step,
                tally.answered.sum() - answered,
                tally.unanswered.sum() - unanswered,
                tally.unavailable.sum() - unavailable,
                people.stream().mapToInt(Person::repeated).sum(),
                Duration.ofNanos(last - struck),
                broken().size() - broken);
    }

    private List<Person> people(int count) {
        List<Person> people = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            people.add(new Person(
                    app,
                    site.addUser("person" + ++users),
                    site.account().password(),
                    new Line(site.uris(), new Random(random.nextLong()), new AtomicInteger()),
                    tally));
        }
        return people;
    }

    /** A code began one family or none. */
    private void count(Person person) {
        int families = site.sql()
                .sql("SELECT count(*) FROM tokens WHERE user_id = :user")
                .param("user", person.userId())
                .query(Integer.class)
                .single();
        if (families < person.redeemed() || families > person.redeemed() + person.doubtful()) {
            tally.broken(new BrokenPromiseException("%d families of %d codes with tokens and %d without an answer"
                    .formatted(families, person.redeemed(), person.doubtful())));
        }
    }

    /** What nothing explains, of all rounds; without tokens. */
    List<String> broken() {
        return tally.broken();
    }

    private List<Future<?>> start(List<Person> people, Consumer<Person> work) {
        List<Future<?>> futures = new ArrayList<>();
        people.forEach(person -> futures.add(threads.submit(() -> keeping(work).accept(person))));
        return futures;
    }

    private Consumer<Person> keeping(Consumer<Person> work) {
        return person -> {
            try {
                work.accept(person);
            } catch (BrokenPromiseException e) {
                tally.broken(e);
            }
        };
    }

    private static void await(List<? extends Future<?>> futures) throws InterruptedException {
        for (Future<?> future : futures) {
            try {
                future.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("A person failed", e.getCause());
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        before.forEach(Person::close);
    }
}
