package dev.latchkey.server.operate;

import dev.latchkey.core.FreePort;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Waiting;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A Prometheus that scrapes one server once a second. */
final class TestPrometheus implements AutoCloseable {

    /** One line of a diagram: its labels, and its values second by second. */
    record Series(JsonNode labels, List<Point> points) {}

    /** A value and its time, in seconds since 1970. */
    record Point(double time, double value) {}

    private final Process process;
    private final Http http;

    private TestPrometheus(Process process, Http http) {
        this.process = process;
        this.http = http;
    }

    /** Where the program is; empty when it is not installed. */
    static Optional<Path> program() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "prometheus"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static TestPrometheus start(Path program, Path directory, URI management) {
        int port = FreePort.find();
        try {
            Path configuration =
                    Files.writeString(directory.resolve("prometheus.yml"), """
                    global: {scrape_interval: 1s}
                    scrape_configs:
                      - job_name: latchkey
                        metrics_path: /actuator/prometheus
                        static_configs:
                          - targets: ["%s"]
                    """.formatted(management.getAuthority()));
            Path log = directory.resolve("prometheus.log");
            Process process = new ProcessBuilder(
                            program.toString(),
                            "--config.file=" + configuration,
                            "--storage.tsdb.path=" + directory.resolve("data"),
                            "--web.listen-address=127.0.0.1:" + port,
                            "--log.level=warn")
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            TestPrometheus started = new TestPrometheus(process, new Http(URI.create("http://127.0.0.1:" + port)));
            Waiting.until("Prometheus scrapes", Duration.ofSeconds(60), started::scrapes);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean scrapes() {
        if (!process.isAlive()) {
            throw new AssertionError("Prometheus ended with " + process.exitValue());
        }
        try {
            return http.get("/api/v1/query?query=" + Http.encode("up == 1"))
                    .body()
                    .contains("localhost");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** The values of a query, finite ones only. */
    List<Series> query(String query, Instant from, Instant to) {
        JsonNode answer = http.get("/api/v1/query_range?step=1s&start=" + from.getEpochSecond() + "&end="
                        + to.getEpochSecond() + "&query=" + Http.encode(query))
                .expect(200)
                .json();
        List<Series> all = new ArrayList<>();
        for (JsonNode series : answer.get("data").get("result")) {
            List<Point> points = new ArrayList<>();
            for (JsonNode pair : series.get("values")) {
                double value = Double.parseDouble(pair.get(1).asString().replace("Inf", "Infinity"));
                if (Double.isFinite(value)) {
                    points.add(new Point(pair.get(0).asDouble(), value));
                }
            }
            if (!points.isEmpty()) {
                all.add(new Series(series.get("metric"), points));
            }
        }
        return all;
    }

    /** The names of all metrics that were scraped. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        for (JsonNode name :
                http.get("/api/v1/label/__name__/values").expect(200).json().get("data")) {
            names.add(name.asString());
        }
        return names;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
