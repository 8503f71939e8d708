package dev.latchkey.bench.faults;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Writes down what came of an address that led to a standby. */
final class AddressReport {

    private AddressReport() {}

    static void write(Path directory, String command, int servers, Duration away, List<AddressRound> rounds)
            throws IOException {
        String text = """
                # Faults: the address of the database leads to its standby

                `%s`, ended %s, version %s, %d processors, Java %s. %d servers behind one HAProxy, %d s away each time,
                load %.1f at the end.

                | | |
                |---|---|
                | switches to the standby and back, of these with its replay paused | %d, %d |
                | requests meanwhile that were answered with 503 | %d |
                | **requests meanwhile that were answered from the standby** | **%d** |
                | every server is not ready after | %s |
                | every server signs users in again, after the switch back | %s |
                | every server is ready again, after the switch back | %s |
                | every server refuses a client that was disabled meanwhile, after the switch back | %s |
                | **promises broken after the switch back** | **%d** |

                Each switch is in [faults-address.csv](faults-address.csv).
                """.formatted(
                        command,
                        Instant.now().truncatedTo(ChronoUnit.SECONDS),
                        System.getProperty("latchkey.commit", "unknown"),
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version(),
                        servers,
                        away.toSeconds(),
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                        rounds.size(),
                        rounds.stream().filter(AddressRound::paused).count(),
                        sum(rounds, AddressRound::unavailable),
                        sum(rounds, AddressRound::fromStandby),
                        times(rounds, AddressRound::notReady),
                        times(rounds, AddressRound::writes),
                        times(rounds, AddressRound::ready),
                        times(rounds, AddressRound::clientRefused),
                        sum(rounds, AddressRound::broken));
        Files.createDirectories(directory);
        Path table = directory.resolve("faults-address.md");
        Files.writeString(table, text);
        Files.writeString(
                directory.resolve("faults-address.csv"),
                AddressRound.CSV_HEAD + rounds.stream().map(AddressRound::csv).collect(Collectors.joining()));
        System.out.println(text + "Written to " + table);
    }

    private static long sum(List<AddressRound> rounds, ToLongFunction<AddressRound> count) {
        return rounds.stream().mapToLong(count).sum();
    }

    private static String times(List<AddressRound> rounds, Function<AddressRound, Duration> time) {
        List<Duration> sorted =
                rounds.stream().map(time).sorted(Comparator.naturalOrder()).toList();
        return String.format(
                Locale.ROOT,
                "%d ms in the median, %d ms at most",
                sorted.get((sorted.size() - 1) / 2).toMillis(),
                sorted.getLast().toMillis());
    }
}
