package dev.latchkey.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    private final Report report = new Report("A machine.", List.of("Latchkey", "other"));

    @Test
    void theSummaryHasAimAndAllServersSideBySide() {
        report.add("Latchkey", row("JWKS", 1000, true));
        report.add("other", row("JWKS", 500, false));
        report.add("Latchkey", row("password", 10, true));
        report.add(new Figure("ready", "≤ 1.5 s", "**1.2 s**", 0));
        report.add(new Limits.Limit("one UPDATE", "pgbench", Optional.empty()));

        assertThat(report.summary()).isEqualTo("""
                A machine.

                | work, CPU µs: server + database | aim | Latchkey | other |
                | --- | --- | --- | --- |
                | JWKS | ≤ 20 | **750** = 500 + 250 | **1500** = 1000 + 500, still moving |
                | password | hash + 500 | **75000** = 50000 + 25000 |  |

                | and | aim | Latchkey |
                | --- | --- | --- |
                | ready | ≤ 1.5 s | **1.2 s** |

                | the parts, each alone | by | µs |
                | --- | --- | --- |
                | one UPDATE | pgbench | not measured: there is no pgbench here |
                """);
        assertThat(report.hasErrors()).isFalse();
    }

    @Test
    void aFigureOfRequestsThatFailedSaysSo() {
        report.add(new Figure("refresh p99", "≤ 2×", "1.0×", 3));

        assertThat(report.summary()).contains("| refresh p99 | ≤ 2× | 1.0×, 3 errors |");
        assertThat(report.hasErrors()).isTrue();
    }

    @Test
    void theFileHasEverythingOfEachServer(@TempDir Path directory) throws Exception {
        report.add("Latchkey", row("JWKS", 1000, true));
        report.write(directory);

        assertThat(directory.resolve("requests.md")).content().contains("""
                ## Latchkey

                | request | CPU µs | requests/s | p50 ms | p99 ms | at half the rate: p50 ms | p99 ms | errors | RSS MB | warm after s | others |
                | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
                | JWKS | **750** = 500 + 250 | 1000 | 1.00 | 2.00 | 0.25 | 0.50 | 0 | 123 | 6 | 12 % |
                """);
        assertThat(Files.readString(directory.resolve("cpu.svg"))).contains("Latchkey: JWKS", "500 + 250");
    }

    @Test
    void whatIsBetweenTheMarksOfAProgramIsReplaced() {
        String document = "a\n<!-- bench/run --docs writes from here -->\nold\n<!-- to here -->\nb\n";

        assertThat(Documents.replace(document, "bench/run", "new\n"))
                .isEqualTo("a\n<!-- bench/run --docs writes from here -->\nnew\n<!-- to here -->\nb\n");
        assertThat(Documents.replace(document, "bench/growth", "new")).isEqualTo(document);
    }

    /** Of a second in which the server worked for half of it, on a machine that others used too. */
    private static Measurement row(String name, long requests, boolean settled) {
        int processors = Runtime.getRuntime().availableProcessors();
        Processes.CpuTime cpu = new Processes.CpuTime(
                Duration.ofMillis(500),
                Duration.ofMillis(250),
                Duration.ZERO,
                Duration.ofMillis(750 + 120L * processors));
        return new Measurement(
                name,
                new Window(0, 1_000_000_000, requests, cpu),
                new Latency(1, 2),
                new Latency(0.25, 0.5),
                0,
                123_000_000,
                Duration.ofSeconds(6),
                settled);
    }
}
