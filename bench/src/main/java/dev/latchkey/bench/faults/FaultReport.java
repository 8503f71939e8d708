package dev.latchkey.bench.faults;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Writes an experiment down: what it came to, and each of its faults. */
final class FaultReport {

    private FaultReport() {}

    static void write(
            Path directory, String name, String command, int servers, int clients, List<Round> rounds, int broken)
            throws IOException {
        String text = """
                # Faults: %s

                `%s`, ended %s, version %s, %d processors, Java %s. %d servers, %d clients at once,
                load %.1f at the end.

                | | |
                |---|---|
                | faults | %s |
                | requests under way at that moment | %d |
                | answers, each explained by those before | %d |
                | requests whose connection broke, and with 503 | %d, %d |
                | families that these left open: it had been done, it had not | %d, %d |
                | ready again after | %s |
                | every server answers after | %s |
                | that is, after it was ready | %s |
                | **promises broken** | **%d** |

                Each fault is in [%s.csv](%s.csv).
                """.formatted(
                        name,
                        command,
                        Instant.now().truncatedTo(ChronoUnit.SECONDS),
                        System.getProperty("latchkey.commit", "unknown"),
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version(),
                        servers,
                        clients,
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                        kinds(rounds),
                        sum(rounds, Round::underWay),
                        sum(rounds, Round::answered),
                        sum(rounds, Round::unanswered),
                        sum(rounds, Round::unavailable),
                        sum(rounds, Round::done),
                        sum(rounds, Round::notDone),
                        times(rounds, Round::repaired),
                        times(rounds, Round::back),
                        times(rounds, round -> round.back().minus(round.repaired())),
                        broken,
                        "faults-" + name,
                        "faults-" + name);
        Files.createDirectories(directory);
        Path table = directory.resolve("faults-" + name + ".md");
        Files.writeString(table, text);
        Files.writeString(
                directory.resolve("faults-" + name + ".csv"),
                Round.CSV_HEAD + rounds.stream().map(Round::csv).collect(Collectors.joining()));
        System.out.println(text + "Written to " + table);
    }

    private static String kinds(List<Round> rounds) {
        return rounds.stream().collect(Collectors.groupingBy(Round::what, Collectors.counting())).entrySet().stream()
                .map(kind -> kind.getValue() + " × " + kind.getKey())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static long sum(List<Round> rounds, ToLongFunction<Round> count) {
        return rounds.stream().mapToLong(count).sum();
    }

    private static String times(List<Round> rounds, Function<Round, Duration> time) {
        return String.format(
                Locale.ROOT,
                "%d ms in the median, %d ms for 95 %%, %d ms at most",
                Round.share(rounds, time, 50).toMillis(),
                Round.share(rounds, time, 95).toMillis(),
                Round.share(rounds, time, 100).toMillis());
    }
}
