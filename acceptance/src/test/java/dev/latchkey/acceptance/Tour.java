package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A section of the documentation as what it asks the reader to type, and what it says will be printed. */
record Tour(List<Step> steps) {

    /** Expects anything when {@code expected} is empty. */
    record Step(String commands, String expected) {}

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(sh|text)\n(.*?)^```$");

    /** Reads the text between a heading and the next one of the second level. */
    static Tour of(String file, String heading) throws IOException {
        return in(section(file, heading));
    }

    /** Reads a part of a text. */
    static Tour in(String markdown) {
        return new Tour(steps(markdown));
    }

    static String section(String file, String heading) throws IOException {
        String text = Files.readString(Checkout.ROOT.resolve(file));
        int begin = text.indexOf(heading);
        assertThat(begin).as(heading).isNotNegative();
        int end = text.indexOf("\n## ", begin + heading.length());
        return text.substring(begin, end < 0 ? text.length() : end);
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

    /** Types everything, with what is different in this test replaced. */
    void walk(Shell shell, UnaryOperator<String> here) {
        for (Step step : steps) {
            String commands = here.apply(step.commands());
            Shell.Result result = shell.run(commands);
            assertThat(result.exitCode()).as(commands + "\n" + result.output()).isZero();
            assertThat(result.output()).as(commands).matches(pattern(step.expected()));
        }
    }

    private static Pattern pattern(String expected) {
        return expected.isEmpty() ? Pattern.compile("(?s).*") : exactly(expected);
    }

    /** The expected text with each "…" standing for anything on its line. */
    static Pattern exactly(String expected) {
        return Pattern.compile(
                Arrays.stream(expected.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }
}
