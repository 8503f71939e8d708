package dev.latchkey.bench;

import dev.latchkey.db.token.RefreshTokens;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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
    private static final int SAMPLE = 50_000;

    @Option(
            names = "--sizes",
            split = ",",
            description = "How many sessions there are, ascending. Each million takes about half a minute to make.")
    private List<Long> sizes = List.of(10_000L, 100_000L, 1_000_000L);

    @Option(names = "--seconds", description = "How long each size is measured, after warming up.")
    private int seconds = 10;

    @Option(names = "--connections", description = "How many requests are under way at once.")
    private int connections = 16;

    @Option(names = "--server", description = "What is started; another build's, to compare with.")
    private String launcher = "bin/latchkey-server";

    @Option(names = "--results", description = "Where the table and the plot go.")
    private Path results = Path.of("bench/results");

    public static void main(String[] args) {
        System.exit(new CommandLine(new Growth()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Report report = new Report("latchkey", connections, seconds);
        List<Measurement> rows = new ArrayList<>();
        try (OwnServer server = OwnServer.start(launcher)) {
            Target target = server.target();
            RefreshTokens refreshTokens = server.refreshTokens();
            long before = 0;
            for (long size : sizes) {
                Sessions.add(server, ALGORITHM, size - before);
                before = size;
                List<UUID> sample = Sessions.sample(server, SAMPLE, size);
                List<Refreshing> workloads = IntStream.range(0, connections)
                        .mapToObj(i -> new Refreshing(
                                target.endpoints().token(),
                                Objects.requireNonNull(target.clients().get(ALGORITHM)),
                                refreshTokensOf(server, refreshTokens, sample, i)))
                        .toList();
                Load load = new Load(target.endpoints().token(), target.processes(), Duration.ofSeconds(seconds));
                Measurement measured = load.run("%,d sessions".formatted(size), workloads);
                System.out.println(Report.line(measured));
                rows.add(measured);
            }
        }
        report.writeGrowth(results, rows, sizes);
        return rows.stream().anyMatch(row -> row.errors() > 0) ? 1 : 0;
    }

    /** Those of one connection. */
    private List<String> refreshTokensOf(OwnServer server, RefreshTokens refreshTokens, List<UUID> sample, int i) {
        return IntStream.iterate(i, j -> j < sample.size(), j -> j + connections)
                .mapToObj(j -> refreshTokens.issue(sample.get(j), 0, server.clientId(ALGORITHM)))
                .toList();
    }
}
