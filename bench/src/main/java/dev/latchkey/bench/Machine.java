package dev.latchkey.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The description of the machine, which readers need to judge the results. */
public final class Machine {

    private Machine() {}

    /** When, which version, on what; as it is at the moment. */
    public static String describe() {
        return "%s, version %s, %s, %d processors, Java %s, load %s at the start"
                .formatted(
                        Instant.now().truncatedTo(ChronoUnit.SECONDS),
                        System.getProperty("latchkey.commit", "unknown"),
                        processor(),
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version(),
                        firstLine("/proc/loadavg").replaceAll("^(\\S+).*", "$1"));
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
