package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Walks through the README as a stranger does, so that the README cannot lie. */
class ReadmeTourIT {

    /** What to type, and what the README says will be printed; empty when it says nothing. */
    private record Step(String commands, String expected) {}

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(sh|text)\n(.*?)^```$");

    @TempDir
    private static Path home;

    @Test
    void everyCommandOfTheTourPrintsWhatTheReadmeSays() throws IOException {
        List<Step> steps = steps(section("## A tour in five minutes"));
        assertThat(steps).hasSizeGreaterThan(5);
        assertThat(section("## Run it"))
                .contains("```sh\nbin/latchkey-server\n```")
                .contains("Latchkey is ready at");

        try (ServerProcess server = ServerProcess.start(home);
                Shell shell = new Shell(Checkout.ROOT, Map.of("LATCHKEY_HOME", home.toString()))) {
            for (Step step : steps) {
                String commands = step.commands().replace("localhost:9000", "localhost:" + server.port());
                Shell.Result result = shell.run(commands);
                assertThat(result.exitCode())
                        .as(commands + "\n" + result.output())
                        .isZero();
                assertThat(result.output()).as(commands).matches(pattern(step.expected()));
            }
        }
    }

    /** The text between a heading and the next one of its level. */
    private static String section(String heading) throws IOException {
        String readme = Files.readString(Checkout.ROOT.resolve("README.md"));
        int begin = readme.indexOf(heading);
        assertThat(begin).as(heading).isNotNegative();
        int end = readme.indexOf("\n## ", begin + heading.length());
        return readme.substring(begin, end < 0 ? readme.length() : end);
    }

    private static List<Step> steps(String markdown) {
        List<Step> steps = new ArrayList<>();
        Matcher block = BLOCK.matcher(markdown);
        while (block.find()) {
            String text = block.group(2).strip();
            if (block.group(1).equals("sh")) {
                steps.add(new Step(text, ""));
            } else {
                steps.set(steps.size() - 1, new Step(steps.getLast().commands(), text));
            }
        }
        return steps;
    }

    /** The expected text with each "…" standing for anything; a step without an expectation may print anything. */
    private static Pattern pattern(String expected) {
        if (expected.isEmpty()) {
            return Pattern.compile("(?s).*");
        }
        return Pattern.compile(
                Arrays.stream(expected.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }
}
