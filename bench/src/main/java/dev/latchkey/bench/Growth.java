package dev.latchkey.bench;

import static java.util.Locale.ROOT;

import dev.latchkey.core.family.RefreshTokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures refreshes of random sessions among more and more of them. */
@Command(
        name = "bench/growth",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "What a refresh costs as sessions grow, of a server that is started for it.")
final class Growth implements Callable<Integer> {

    private static final String ALGORITHM = "ES256";

    /** How many of all sessions are refreshed: more than a run gets through, so that few are met twice. */
    private static final int SAMPLE = 200_000;

    @Mixin
    private Options options = new Options();

    @Option(names = "--sizes", split = ",", description = "How many sessions there are, ascending.")
    private List<Long> sizes = List.of(10_000L, 100_000L, 1_000_000L, 10_000_000L);

    @Option(names = "--drop-rate", description = "Refreshes per second while a partition is dropped.")
    private int dropRate = 500;

    private record Size(long sessions, double bytes, Measurement refresh) {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Growth()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        String head = options.describe();
        List<Size> measured = new ArrayList<>();
        List<Figure> figures = new ArrayList<>();
        try (OwnServer server = OwnServer.start(options.launcher)) {
            Target target = server.target();
            Meter meter = new Meter(target.endpoints().token(), target.processes(), options.effort());
            long before = 0;
            for (long size : sizes) {
                long start = System.nanoTime();
                Sessions.add(server, ALGORITHM, before, size);
                System.out.printf(ROOT, "%,d sessions, added in %.0f s%n", size, (System.nanoTime() - start) / 1e9);
                before = size;
                double bytes = Sessions.bytes(server, size);
                try (Purging _ = Purging.start(server)) {
                    Measurement refresh =
                            meter.measure("%,d sessions".formatted(size), refreshing(server, target, size));
                    System.out.println(Report.line("refresh", refresh));
                    measured.add(new Size(size, bytes, refresh));
                }
            }
            Drop drop = Drop.measure(server, meter, dropRate, refreshing(server, target, before), before);
            figures.add(drop.figure(before));
        }
        figures.addFirst(ratio(measured.getFirst(), measured.getLast()));
        write(head, measured, figures);
        return measured.stream().anyMatch(size -> size.refresh().errors() > 0)
                        || figures.stream().anyMatch(figure -> figure.errors() > 0)
                ? 1
                : 0;
    }

    private List<Refreshing> refreshing(OwnServer server, Target target, long all) {
        List<UUID> sample = Sessions.sample(server, SAMPLE, all);
        RefreshTokens refreshTokens = server.refreshTokens();
        Target.Client client = Objects.requireNonNull(target.clients().get(ALGORITHM));
        UUID clientId = server.clientId(ALGORITHM);
        return IntStream.range(0, options.connections)
                .mapToObj(i -> IntStream.iterate(i, j -> j < sample.size(), j -> j + options.connections)
                        .mapToObj(j -> refreshTokens.issue(sample.get(j), 0, clientId))
                        .toList())
                .map(tokens -> new Refreshing(
                        target.endpoints().token(), () -> Map.of("Authorization", client.authorization()), tokens))
                .toList();
    }

    private static Figure ratio(Size least, Size most) {
        return new Figure(
                "refresh cost at %,d : %,d sessions".formatted(most.sessions(), least.sessions()),
                Aims.GROWTH,
                String.format(
                        ROOT,
                        "**%.2f**",
                        most.refresh().most().cpuMicros()
                                / least.refresh().most().cpuMicros()),
                0);
    }

    private void write(String head, List<Size> sizes, List<Figure> figures) throws Exception {
        Table table = new Table(
                "sessions",
                "bytes each, aim " + Aims.SESSION_BYTES,
                "CPU µs of a refresh: server + database",
                "requests/s",
                "at half the rate: p50 ms",
                "p99 ms",
                "errors",
                "others");
        for (Size size : sizes) {
            Measurement refresh = size.refresh();
            table.row(
                    "%,d".formatted(size.sessions()),
                    String.format(ROOT, "%.0f", size.bytes()),
                    Report.cpu(refresh),
                    String.format(ROOT, "%.0f", refresh.most().perSecond()),
                    Report.millis(refresh.atHalf().p50()),
                    Report.millis(refresh.atHalf().p99()),
                    refresh.errors(),
                    String.format(ROOT, "%.0f %%", refresh.most().others() * 100));
        }
        Table others = new Table("and", "aim", "measured");
        figures.forEach(figure -> others.row(figure.name(), figure.aim(), figure.measured()));
        String summary = head + "\n\n" + table + "\n" + others;
        Path results = options.results;
        Files.createDirectories(results);
        Files.writeString(
                results.resolve("growth.md"),
                "# What a refresh costs as sessions grow\n\n" + summary + "\n![CPU per refresh](growth.svg)\n");
        Files.writeString(
                results.resolve("growth.svg"),
                Plot.bars(
                        "CPU per refresh by the number of sessions, µs: server and database",
                        sizes.stream()
                                .map(size -> new Plot.Bar(
                                        size.refresh().name(), size.refresh().most()))
                                .toList()));
        System.out.println("Written to " + results.resolve("growth.md"));
        if (options.docs) {
            Documents.rewrite("bench/growth", summary);
        }
    }
}
