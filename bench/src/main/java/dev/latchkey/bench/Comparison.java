package dev.latchkey.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures each kind of request in turn, of all servers before the next kind. */
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "What a request costs, of a server that is started for it and of others beside it.")
final class Comparison implements Callable<Integer> {

    private static final String REFRESH = Row.REFRESH + "ES256";
    private static final String FLOOD = "refresh p99 while logins flood";
    private static final String READY = "ready after process start";
    private static final String FIRST = "ready after the first start of all";
    private static final String MEMORY = "memory after load";
    private static final Duration AFTER_LOAD = Duration.ofSeconds(15);
    private static final String LIMITS = "limits";

    @Mixin
    private Options options = new Options();

    @Option(
            names = "--only",
            description = "Rows whose name has this in it; \"limits\" are one too. May be given several times.")
    private List<String> only = List.of("");

    @Option(names = "--flood-rate", description = "Refreshes per second while logins flood.")
    private int floodRate = 200;

    @Option(names = "--spring", description = "Measures Spring's authorization server as it comes beside ours.")
    private boolean spring;

    @Option(names = "--keycloak", description = "Measures the distribution of Keycloak in this directory beside ours.")
    private @Nullable Path keycloak;

    @ArgGroup(exclusive = false, heading = "Another server beside ours:%n")
    private @Nullable Peer peer;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Comparison()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        String head = options.describe();
        try (OwnServer own = OwnServer.start(options.launcher);
                SpringPeer stock = spring ? SpringPeer.start(own) : null;
                Keycloak other = keycloak == null ? null : Keycloak.start(keycloak, own)) {
            List<Target> targets = new ArrayList<>(List.of(own.target()));
            if (stock != null) {
                targets.add(stock.target());
            }
            if (other != null) {
                targets.add(other.target());
            }
            if (peer != null) {
                targets.add(peer.target());
            }
            Report report = new Report(head, targets.stream().map(Target::name).toList());
            try {
                measure(own, targets, report);
            } finally {
                report.write(options.results);
            }
            if (options.docs) {
                Documents.rewrite("bench/run", report.summary());
            }
            return report.hasErrors() ? 1 : 0;
        }
    }

    private void measure(OwnServer own, List<Target> targets, Report report) throws Exception {
        if (isWanted(READY)) {
            report.add(ready(READY, Aims.READY, own::startAnother));
        }
        if (isWanted(FIRST) && own.isEmbedded()) {
            report.add(ready(FIRST, Aims.FIRST, own::startFirst));
        }
        measureRows(targets, report);
        if (isWanted(FLOOD)) {
            report.add(flood(targets.getFirst()));
        }
        if (isWanted(MEMORY)) {
            report.add(memory(targets));
        }
        if (isWanted(LIMITS)) {
            Limits.measure(own, targets.getFirst().processes(), options.effort(), options.connections)
                    .forEach(report::add);
        }
    }

    private void measureRows(List<Target> targets, Report report) throws IOException, InterruptedException {
        for (Row wanted : Row.of(targets.getFirst())) {
            if (isWanted(wanted.name())) {
                for (Target target : targets) {
                    Optional<Row> row = Row.named(target, wanted.name());
                    if (row.isPresent()) {
                        report.add(target.name(), meter(target).measure(wanted.name(), workloads(row.get())));
                    }
                }
            }
        }
    }

    private List<Workload> workloads(Row row) throws IOException {
        return row.workloads().of(options.connections);
    }

    private Meter meter(Target target) {
        return new Meter(target.endpoints().token(), target.processes(), options.effort());
    }

    private Figure flood(Target target) throws IOException, InterruptedException {
        Mixed mixed = Mixed.measure(
                meter(target),
                floodRate,
                workloads(Row.named(target, REFRESH).orElseThrow()),
                workloads(Row.named(target, Row.PASSWORD).orElseThrow()));
        return new Figure(
                "%s: %d refreshes/s beside %.0f logins/s".formatted(FLOOD, floodRate, mixed.signInsPerSecond()),
                Aims.FLOOD,
                String.format(
                        Locale.ROOT,
                        "**%.1f×** = %.2f ms : %.2f ms",
                        mixed.ratio(),
                        mixed.beside().p99(),
                        mixed.alone().p99()),
                mixed.errors());
    }

    /** A start of a server that is ended when it has answered. */
    private interface Start {
        Duration time() throws IOException, InterruptedException;
    }

    private Figure ready(String name, String aim, Start start) throws IOException, InterruptedException {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < options.effort().starts(); i++) {
            times.add(start.time());
        }
        times.sort(null);
        return new Figure(
                "%s, median of %d".formatted(name, times.size()),
                aim,
                String.format(
                        Locale.ROOT, "**%.2f s**", times.get(times.size() / 2).toMillis() / 1e3),
                0);
    }

    /** The memory that compilers and hashes used for a moment is returned within seconds. */
    private static Figure memory(List<Target> targets) throws InterruptedException {
        Thread.sleep(AFTER_LOAD);
        String own = "**%s**".formatted(megabytes(targets.getFirst()));
        return new Figure(
                MEMORY + ", RSS",
                Aims.MEMORY,
                Stream.concat(
                                Stream.of(own),
                                targets.stream().skip(1).map(target -> target.name() + " " + megabytes(target)))
                        .collect(Collectors.joining(", ")),
                0);
    }

    private static String megabytes(Target target) {
        return target.processes().residentBytes() / 1_000_000 + " MB";
    }

    private boolean isWanted(String row) {
        return only.stream().anyMatch(row::contains);
    }
}
