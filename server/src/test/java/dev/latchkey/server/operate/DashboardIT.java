package dev.latchkey.server.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.operate.TestPrometheus.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A real Prometheus scrapes a server at work, and answers the queries of the dashboard and of the alerts in docs/.
 * {@code -Dlatchkey.plots=write} takes a minute for it and draws docs/images/dashboard.svg.
 */
class DashboardIT {

    private static final Path DASHBOARD = Path.of("../docs/grafana/latchkey.json");
    private static final Path DOCUMENT = Path.of("../docs/observability.md");
    private static final Path PLOT = Path.of("../docs/images/dashboard.svg");
    private static final boolean DRAW = "write".equals(System.getProperty("latchkey.plots"));

    private static final Pattern LABEL = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern METRIC = Pattern.compile("\\b(?:latchkey|hikaricp)_\\w+");

    /** A query of the dashboard, and what its lines are called. */
    private record Target(String panel, String expression, String legend) {

        String query() {
            return expression.replace("$__rate_interval", "4s");
        }

        String name(JsonNode labels) {
            Matcher label = LABEL.matcher(legend);
            return label.replaceAll(
                    match -> Matcher.quoteReplacement(labels.get(match.group(1)).asString()));
        }
    }

    @Test
    void everyQueryOfTheDashboardAndOfTheAlertsFindsWhatItAsksFor(@TempDir Path directory) throws IOException {
        Optional<Path> program = TestPrometheus.program();
        assumeThat(program).as("Prometheus is not installed").isPresent();
        List<Target> targets = targets();
        assertThat(targets).hasSizeGreaterThan(10);
        try (TestServer server = TestServer.start(
                        TestDatabase.fresh(),
                        "latchkey.limits.account.failures=3",
                        "latchkey.password.hashing-queue=2");
                TestPrometheus prometheus = TestPrometheus.start(
                        program.orElseThrow(), directory, server.management().base())) {
            Instant start = Instant.now();
            new Traffic(server).run(Duration.ofSeconds(DRAW ? 60 : 6));
            Instant end = Instant.now();

            Map<String, Map<String, Series>> panels = new LinkedHashMap<>();
            for (Target target : targets) {
                List<Series> found = prometheus.query(target.query(), start, end);
                assertThat(found).as(target.expression()).isNotEmpty();
                Map<String, Series> lines = panels.computeIfAbsent(target.panel(), panel -> new LinkedHashMap<>());
                found.forEach(series -> lines.put(target.name(series.labels()), series));
            }
            List<String> names = prometheus.names();
            for (String alert : alerts()) {
                prometheus.query(alert, start, end);
                assertThat(METRIC.matcher(alert).results().map(result -> result.group()))
                        .as(alert)
                        .isNotEmpty()
                        .isSubsetOf(names);
            }
            if (DRAW) {
                Files.writeString(PLOT, DashboardPlot.draw(panels));
            }
        }
    }

    private static List<Target> targets() throws IOException {
        List<Target> targets = new ArrayList<>();
        for (JsonNode panel : Http.JSON.readTree(Files.readString(DASHBOARD)).get("panels")) {
            for (JsonNode target : panel.get("targets")) {
                targets.add(new Target(
                        panel.get("title").asString(),
                        target.get("expr").asString(),
                        target.get("legendFormat").asString()));
            }
        }
        return targets;
    }

    private static Stream<String> expressions(String document) {
        return Pattern.compile("(?m)^ +expr: (.*)$").matcher(document).results().map(match -> match.group(1));
    }

    private static List<String> alerts() throws IOException {
        List<String> alerts = expressions(Files.readString(DOCUMENT)).toList();
        assertThat(alerts).isNotEmpty();
        return alerts;
    }

    /** Everything that can be asked of a server, and much that is refused. */
    private record Traffic(TestServer server, Http http, TestClient client, TestUser user) {

        Traffic(TestServer server) {
            this(
                    server,
                    server.http(),
                    TestClient.named("app").addTo(server),
                    TestUser.add(server.database(), "alice"));
        }

        void run(Duration duration) {
            long end = System.nanoTime() + duration.toNanos();
            int round = 0;
            do {
                everything(round++);
            } while (System.nanoTime() < end);
        }

        private void everything(int round) {
            http.token(client, "grant_type", "client_credentials").expect(200);
            String first = http.signIn(client, user).expect(200).refreshToken();
            String second = http.refresh(client, first).expect(200).refreshToken();
            http.refresh(client, first).expect(200);
            String third = http.refresh(client, second).expect(200).refreshToken();
            if (round % 5 == 0) {
                http.refresh(client, first).expect(400);
                http.refresh(client, third).expect(400);
            }
            http.refresh(client, "lkr_forged").expect(400);
            http.token(client, "grant_type", "password", "username", "eve", "password", "wrong");
            http.postWith(Http.basic("app", "lks_wrong"), "/oauth2/token", "grant_type", "client_credentials");
            http.introspect(client, third).expect(200);
            http.get("/oauth2/jwks").expect(200);
            http.get("/status-lists/0");
            http.get("/nowhere").expect(404);
            if (round % 10 == 3) {
                // More at once than fit in the queue.
                Stream.generate(() -> Thread.ofVirtual().start(() -> http.signIn(client, user)))
                        .limit(8)
                        .toList()
                        .forEach(Traffic::join);
            }
        }

        private static void join(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
