package dev.latchkey.bench;

import static java.util.Locale.ROOT;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** The results of a comparison, and how they are written down. */
final class Report {

    private final String head;
    private final SequencedMap<String, List<Measurement>> byServer = new LinkedHashMap<>();
    private final List<Figure> figures = new ArrayList<>();
    private final List<Limits.Limit> limits = new ArrayList<>();

    /** Of no results yet; the first server is the one that aims are for. */
    Report(String head, List<String> servers) {
        this.head = head;
        servers.forEach(server -> byServer.put(server, new ArrayList<>()));
    }

    void add(String server, Measurement row) {
        byServer.getOrDefault(server, new ArrayList<>()).add(row);
        System.out.println(line(server, row));
    }

    void add(Figure figure) {
        figures.add(figure);
        System.out.println(figure.name() + ": " + figure.measured());
    }

    void add(Limits.Limit limit) {
        limits.add(limit);
        System.out.println(limit.name() + ": " + micros(limit));
    }

    boolean hasErrors() {
        return byServer.values().stream().flatMap(List::stream).anyMatch(row -> row.errors() > 0)
                || figures.stream().anyMatch(figure -> figure.errors() > 0);
    }

    /** A row of progress for the terminal. */
    static String line(String server, Measurement row) {
        Window most = row.most();
        return String.format(
                ROOT,
                "%-10s %-26s CPU %5.0f + %3.0f µs  %6.0f/s  p50 %6.2f ms  p99 %6.2f ms  at half %6.2f, %6.2f ms  errors %d  others %.0f %%%s",
                server,
                row.name(),
                most.serverMicros(),
                most.databaseMicros(),
                most.perSecond(),
                row.atMost().p50(),
                row.atMost().p99(),
                row.atHalf().p50(),
                row.atHalf().p99(),
                row.errors(),
                most.others() * 100,
                row.settled() ? "" : "  still moving");
    }

    /** The figures, without the description of the machine. */
    String summary() {
        List<String> header = new ArrayList<>(List.of("work, CPU µs: server + database", "aim"));
        header.addAll(byServer.keySet());
        Table requests = new Table(header.toArray(String[]::new));
        for (Measurement row : byServer.firstEntry().getValue()) {
            List<Object> cells = new ArrayList<>(List.of(row.name(), Aims.cpu(row.name())));
            byServer.values().forEach(rows -> cells.add(cpuOf(row.name(), rows)));
            requests.row(cells.toArray());
        }
        Table others = new Table("and", "aim", "Latchkey");
        figures.forEach(figure -> others.row(figure.name(), figure.aim(), figure.measured()));
        Table alone = new Table("the parts, each alone", "by", "µs");
        limits.forEach(limit -> alone.row(limit.name(), limit.how(), micros(limit)));
        return head + "\n\n" + requests + (figures.isEmpty() ? "" : "\n" + others)
                + (limits.isEmpty() ? "" : "\n" + alone);
    }

    private static String cpuOf(String name, List<Measurement> rows) {
        return rows.stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .map(Report::cpu)
                .orElse("");
    }

    static String cpu(Measurement row) {
        Window most = row.most();
        return String.format(
                ROOT,
                "**%.0f** = %.0f + %.0f%s",
                most.cpuMicros(),
                most.serverMicros(),
                most.databaseMicros(),
                row.settled() ? "" : ", still moving");
    }

    private static String micros(Limits.Limit limit) {
        return limit.micros()
                .map(micros -> String.format(ROOT, "%.1f", micros))
                .orElse("not measured: there is no %s here".formatted(limit.how()));
    }

    /** Writes everything into a file, and a plot beside it. */
    void write(Path directory) throws IOException {
        StringBuilder text = new StringBuilder("# What a request costs\n\n" + summary());
        byServer.forEach((server, rows) ->
                text.append("\n## ").append(server).append("\n\n").append(details(rows)));
        text.append("\n![CPU per request](cpu.svg)\n");
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("requests.md"), text);
        Files.writeString(directory.resolve("cpu.svg"), Plot.bars("CPU per request, µs: server and database", bars()));
        System.out.println("Written to " + directory.resolve("requests.md"));
    }

    private static Table details(List<Measurement> rows) {
        Table table = new Table(
                "request",
                "CPU µs",
                "requests/s",
                "p50 ms",
                "p99 ms",
                "at half the rate: p50 ms",
                "p99 ms",
                "errors",
                "RSS MB",
                "warm after s",
                "others");
        for (Measurement row : rows) {
            Window most = row.most();
            table.row(
                    row.name(),
                    cpu(row),
                    String.format(ROOT, "%.0f", most.perSecond()),
                    millis(row.atMost().p50()),
                    millis(row.atMost().p99()),
                    millis(row.atHalf().p50()),
                    millis(row.atHalf().p99()),
                    row.errors(),
                    row.residentBytes() / 1_000_000,
                    String.format(ROOT, "%.0f", row.warmedUp().toMillis() / 1e3),
                    String.format(ROOT, "%.0f %%", most.others() * 100));
        }
        return table;
    }

    private List<Plot.Bar> bars() {
        return byServer.entrySet().stream().flatMap(Report::bars).toList();
    }

    /** Of one server. */
    private static Stream<Plot.Bar> bars(Map.Entry<String, List<Measurement>> server) {
        return server.getValue().stream()
                .filter(row -> !Aims.hasHash(row.name()))
                .map(row -> new Plot.Bar(server.getKey() + ": " + row.name(), row.most()));
    }

    /** Of a time in milliseconds. */
    static String millis(double millis) {
        return String.format(ROOT, "%.2f", millis);
    }
}
