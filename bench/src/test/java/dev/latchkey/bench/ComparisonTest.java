package dev.latchkey.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ComparisonTest {

    private static final String[] CLIENTS = {
        "--client",
        "a",
        "--secret-file",
        "a.txt",
        "--client",
        "b",
        "--secret-file",
        "b.txt",
        "--refresh-tokens",
        "c.txt"
    };

    @Test
    void anotherServerMayHaveAClientForEachAlgorithm() {
        CommandLine.ParseResult parsed = parse("--quick", "--url", "http://localhost:8080", "--server-pid", "4711");

        assertThat(parsed.errors()).isEmpty();
        assertThat(parsed.originalArgs()).contains("--url");
    }

    @Test
    void anotherServerNeedsAProcess() {
        assertThatThrownBy(() -> parse("--url", "http://localhost:8080")).hasMessageContaining("--server-pid");
    }

    private static CommandLine.ParseResult parse(String... arguments) {
        return new CommandLine(new Comparison())
                .parseArgs(Stream.of(arguments, CLIENTS).flatMap(Stream::of).toArray(String[]::new));
    }
}
