package dev.latchkey.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes results down, with what somebody else needs to judge them. */
final class Report {

    private final String name;
    private final int connections;
    private final int seconds;
    private final Instant begun = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final String loadAtStart = firstLine("/proc/loadavg").replaceAll("^(\\S+).*", "$1");

    Report(String name, int connections, int seconds) {
        this.name = name;
        this.connections = connections;
        this.seconds = seconds;
    }

    /** A row for somebody who watches. */
    static String line(Measurement row) {
        return String.format(
                Locale.ROOT,
                "%-26s %8.0f/s  p50 %7.2f ms  p99 %7.2f ms  errors %d  CPU %5.0f + %3.0f µs  others %2.0f %%%s",
                row.name(),
                row.perSecond(),
                row.p50Micros() / 1e3,
                row.p99Micros() / 1e3,
                row.errors(),
                row.serverMicros(),
                row.databaseMicros(),
                row.others() * 100,
                row.settled() ? "" : "  still moving");
    }

    void write(Path directory, List<Measurement> rows, List<Parts.Part> parts) throws IOException {
        StringBuilder text = new StringBuilder(head("What a request costs: " + name));
        text.append(
                "| request | CPU µs, server + database | requests/s | p50 ms | p99 ms | errors | RSS MB | others |\n");
        text.append("|---|---|---|---|---|---|---|---|\n");
        for (Measurement row : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | **%.0f** = %.0f + %.0f%s | %.0f | %.2f | %.2f | %d | %d | %.0f %% |%n",
                    row.name(),
                    row.cpuMicros(),
                    row.serverMicros(),
                    row.databaseMicros(),
                    row.settled() ? "" : ", still moving",
                    row.perSecond(),
                    row.p50Micros() / 1e3,
                    row.p99Micros() / 1e3,
                    row.errors(),
                    row.residentBytes() / 1_000_000,
                    row.others() * 100));
        }
        if (!parts.isEmpty()) {
            text.append("\nThe parts alone, in µs of CPU:\n\n| part | µs |\n|---|---|\n");
            parts.forEach(
                    part -> text.append(String.format(Locale.ROOT, "| %s | %.1f |%n", part.name(), part.micros())));
        }
        text.append("\n![CPU per request](").append(name).append("-cpu.svg)\n");
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(name + ".md"), text);
        // The hash would leave nothing to see of the others.
        Files.writeString(
                directory.resolve(name + "-cpu.svg"),
                Plot.bars(
                        "CPU per request, µs: server and database",
                        rows.stream()
                                .filter(row -> !row.name().equals("password"))
                                .toList()));
        System.out.println("Written to " + directory.resolve(name + ".md"));
    }

    void writeGrowth(Path directory, List<Measurement> rows, List<Long> sizes) throws IOException {
        StringBuilder text = new StringBuilder(head("What a refresh costs as sessions grow: " + name));
        text.append("| sessions | CPU µs, server + database | requests/s | p50 ms | p99 ms | errors | others |\n");
        text.append("|---|---|---|---|---|---|---|\n");
        for (int i = 0; i < rows.size(); i++) {
            Measurement row = rows.get(i);
            text.append(String.format(
                    Locale.ROOT,
                    "| %,d | **%.0f** = %.0f + %.0f%s | %.0f | %.2f | %.2f | %d | %.0f %% |%n",
                    sizes.get(i),
                    row.cpuMicros(),
                    row.serverMicros(),
                    row.databaseMicros(),
                    row.settled() ? "" : ", still moving",
                    row.perSecond(),
                    row.p50Micros() / 1e3,
                    row.p99Micros() / 1e3,
                    row.errors(),
                    row.others() * 100));
        }
        text.append("\n![CPU per refresh](").append(name).append("-growth.svg)\n");
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(name + "-growth.md"), text);
        Files.writeString(
                directory.resolve(name + "-growth.svg"),
                Plot.bars("CPU per refresh by the number of sessions, µs: server and database", rows));
        System.out.println("Written to " + directory.resolve(name + "-growth.md"));
    }

    private String head(String title) {
        return """
                # %s

                %s, version %s, %s, %d processors, Java %s, load %s at the start. %d connections, %d s a row.

                """.formatted(
                        title,
                        begun,
                        System.getProperty("latchkey.commit", "unknown"),
                        processor(),
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version(),
                        loadAtStart,
                        connections,
                        seconds);
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("unknown processor");
        } catch (IOException e) {
            return "unknown processor";
        }
    }

    private static String firstLine(String file) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.limit(1).collect(Collectors.joining());
        } catch (IOException e) {
            return "unknown";
        }
    }
}
