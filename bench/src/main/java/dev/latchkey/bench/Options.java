package dev.latchkey.bench;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What all measurements can be told. */
final class Options {

    @Option(names = "--quick", description = "A first look: each figure for two seconds, with less warming up.")
    private boolean quick;

    @Option(names = "--seconds", description = "How long each figure is taken, instead of 10.")
    private @Nullable Integer seconds;

    @Option(names = "--connections", description = "How many requests are under way at once.")
    int connections = 16;

    @Option(names = "--server", description = "What is started; another build's, to compare with.")
    String launcher = "bin/latchkey-server";

    @Option(names = "--results", description = "Where tables and plots go.")
    Path results = Path.of("bench/results");

    @Option(names = "--docs", description = "Also puts the figures into README.md and docs/performance.md.")
    boolean docs;

    Effort effort() {
        Effort effort = quick ? Effort.QUICK : Effort.FULL;
        return seconds == null
                ? effort
                : new Effort(effort.window(), effort.mostWindows(), Duration.ofSeconds(seconds), effort.starts());
    }

    /** How and on what, for the head of a report. */
    String describe() {
        return "%s. %d connections, %d s a figure."
                .formatted(Machine.describe(), connections, effort().measured().toSeconds());
    }
}
