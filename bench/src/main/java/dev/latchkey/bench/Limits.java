package dev.latchkey.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What the parts of a request cost alone: no server can do it for less than their sum. */
final class Limits {

    private static final Map<String, String> CRYPTO = Map.of(
            "es256",
            "one ES256 signature",
            "rs256",
            "one RS256 signature",
            "argon2id",
            "one Argon2id hash, on all processors at once");

    private Limits() {}

    /**
     * A part.
     *
     * @param how it was measured
     * @param micros of CPU; empty when this machine has not what it takes
     */
    record Limit(String name, String how, Optional<Double> micros) {}

    static List<Limit> measure(OwnServer server, Processes processes, Effort effort, int connections)
            throws IOException, InterruptedException, SQLException, RunnerException {
        List<Limit> limits = new ArrayList<>();
        limits.add(new Limit(
                "one static GET", "Tomcat and a servlet", Optional.of(StaticServer.cpuMicros(effort, connections))));
        limits.addAll(crypto(effort));
        limits.add(new Limit(
                "one UPDATE like a refresh's", "pgbench", Pgbench.updateMicros(server, processes, effort.measured())));
        return limits;
    }

    private static List<Limit> crypto(Effort effort) throws RunnerException {
        int seconds = Math.toIntExact(Math.max(1, effort.measured().toSeconds() / 3));
        var options = new OptionsBuilder()
                .include(CryptoBenchmark.class.getName())
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.MICROSECONDS)
                .forks(1)
                .warmupIterations(seconds)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(seconds)
                .measurementTime(TimeValue.seconds(1))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        return new Runner(options).run().stream().map(Limits::limit).toList();
    }

    private static Limit limit(RunResult result) {
        String method = result.getPrimaryResult().getLabel();
        return new Limit(
                CRYPTO.getOrDefault(method, method),
                "JMH",
                Optional.of(result.getPrimaryResult().getScore()));
    }
}
