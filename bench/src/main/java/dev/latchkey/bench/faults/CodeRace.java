package dev.latchkey.bench.faults;

import dev.latchkey.bench.Browser;
import dev.latchkey.bench.Form;
import dev.latchkey.bench.HttpConnection;
import dev.latchkey.bench.HttpConnection.Response;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Presents each code many times at the same moment, at all servers in turn, and then uses what the one winner got. A
 * loser that comes later than half a second after the winner is a replay, which ends the family: see {@link #PATIENT}.
 */
final class CodeRace implements AutoCloseable {

    private static final URI SERVER = URI.create("http://localhost/");

    /** In a race that is over within this time no loser can have been late, so the tokens of the winner must work. */
    private static final Duration PATIENT = Duration.ofMillis(500);

    private final Site site;
    private final App app;
    private final Browser browser;
    private final List<Line> lines = new ArrayList<>();
    private final ExecutorService threads;
    private final CyclicBarrier barrier;
    private final Count count = new Count();

    /** What was seen. */
    static final class Count {
        int codes;
        int refused;
        int used;
        int late;
        long longestNanos;
        final List<String> broken = new ArrayList<>();

        /** One line of progress for the terminal. */
        String line() {
            return "%d codes, %d losers refused, the tokens of %d winners used, %d races with a late loser, longest %d ms, broken %d"
                    .formatted(codes, refused, used, late, longestNanos / 1_000_000, broken.size());
        }
    }

    CodeRace(Site site, int redeemers) throws InterruptedException {
        this.site = site;
        this.app = SignInExperiment.addApp(site, Duration.ofMinutes(1));
        this.browser = new Browser(
                SERVER,
                app.clientId(),
                site.account().username(),
                site.account().password());
        this.threads = Executors.newFixedThreadPool(redeemers);
        this.barrier = new CyclicBarrier(redeemers);
        for (int i = 0; i < redeemers; i++) {
            lines.add(
                    new Line(List.of(site.uris().get(i % site.servers().size())), new Random(i), new AtomicInteger()));
        }
        SignInExperiment.awaitApp(site, app);
    }

    /** Races for one more code. */
    void race() throws InterruptedException {
        byte[] redemption = post("/oauth2/token", browser.redemption(code()));
        List<Callable<Response>> calls = new ArrayList<>();
        for (Line line : lines) {
            calls.add(() -> {
                barrier.await(30, TimeUnit.SECONDS);
                return ask(line, redemption);
            });
        }
        long start = System.nanoTime();
        List<Response> won = new ArrayList<>();
        for (Future<Response> call : threads.invokeAll(calls)) {
            Response response = get(call);
            if (response.status() == 200) {
                won.add(response);
            } else if (response.status() == 400 && response.body().contains("\"invalid_grant\"")) {
                count.refused++;
            } else {
                count.broken.add("A loser was answered with " + response.status() + ": " + response.body());
            }
        }
        long nanos = System.nanoTime() - start;
        count.codes++;
        count.longestNanos = Math.max(count.longestNanos, nanos);
        if (won.size() != 1) {
            count.broken.add(won.size() + " winners");
        } else if (nanos < PATIENT.toNanos()) {
            use(won.getFirst());
        } else {
            count.late++;
        }
    }

    private String code() {
        browser.begin();
        String code = null;
        while (code == null) {
            code = browser.follow(ask(lines.getFirst(), browser.request())).orElse(null);
        }
        return code;
    }

    /** At the first server and at the last one, which is another one. */
    private void use(Response won) {
        String refresh = Form.member(won.body(), "refresh_token");
        Response refreshed = ask(
                lines.getLast(),
                post("/oauth2/token", Map.of("grant_type", "refresh_token", "refresh_token", refresh)));
        check("refresh", refreshed, "\"access_token\"");
        for (String access : List.of(
                Form.member(won.body(), "access_token"),
                refreshed.status() == 200 ? Form.member(refreshed.body(), "access_token") : "none")) {
            check(
                    "userinfo",
                    ask(
                            lines.getFirst(),
                            HttpConnection.get(
                                    SERVER.resolve("/userinfo"), Map.of("Authorization", "Bearer " + access))),
                    "\"sub\"");
            check(
                    "introspection",
                    ask(lines.getLast(), post("/oauth2/introspect", Map.of("token", access))),
                    "\"active\":true");
        }
        count.used++;
    }

    private void check(String what, Response response, String expected) {
        if (response.status() != 200 || !response.body().contains(expected)) {
            count.broken.add(what + " of a winner was answered with " + response.status() + ": " + response.body());
        }
    }

    private byte[] post(String path, Map<String, String> form) {
        return HttpConnection.post(SERVER.resolve(path), app.authorization(), form);
    }

    private static Response ask(Line line, byte[] request) {
        line.send(request);
        return line.receive().orElseThrow(() -> new IllegalStateException("A server closed a connection"));
    }

    private static Response get(Future<Response> call) throws InterruptedException {
        try {
            return call.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A redeemer failed", e.getCause());
        }
    }

    /** At the end: there is one family for each code. */
    Count finish() {
        int families = site.sql()
                .sql("SELECT count(*) FROM tokens WHERE client_id = :client")
                .param("client", app.id())
                .query(Integer.class)
                .single();
        if (families != count.codes) {
            count.broken.add(families + " families of " + count.codes + " codes");
        }
        return count;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        lines.forEach(Line::close);
    }
}
