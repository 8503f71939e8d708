package dev.latchkey.admin;

import dev.latchkey.admin.Cli.Result;
import dev.latchkey.admin.output.Format;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Commands and what they print, as a shell shows it. A command follows {@code $ } (in a pipe) or {@code % } (at a
 * terminal) and may begin with {@code echo text |}; a line of standard error begins with {@code ! }, the exit code
 * unless it is 0 is the line {@code [code]}. Ids, times and secrets are written as {@code <id>}, {@code <time>} and
 * {@code <secret>}. What follows {@code * } is run in every format, which {@code $FORMAT} is. A line with {@code @ } is
 * for the test itself; {@code #} begins a comment.
 */
final class Transcript {

    /** Does what the database's other users do in the meantime. */
    @FunctionalInterface
    interface Backstage {
        /** Does something and returns variables for the commands that follow. */
        Map<String, String> act(String directive);
    }

    private static final String ID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    private final Cli cli;
    private final Backstage backstage;
    private final Map<String, String> variables = new HashMap<>();

    Transcript(Cli cli, Backstage backstage) {
        this.cli = cli;
        this.backstage = backstage;
    }

    /** Runs the commands of a transcript; returns the transcript as it really is. */
    String replay(String expected) {
        List<String> actual = new ArrayList<>();
        for (String line : expected.lines().toList()) {
            if (line.startsWith("@ ")) {
                actual.add(line);
                variables.putAll(backstage.act(substitute(line.substring(2))));
            } else if (line.startsWith("$ ") || line.startsWith("% ")) {
                actual.add(line);
                run(line, actual);
            } else if (line.startsWith("* ")) {
                actual.add(line);
                runInEveryFormat(line, actual);
            } else if (line.startsWith("#")) {
                actual.add(line);
            }
        }
        return String.join("\n", actual) + "\n";
    }

    private void runInEveryFormat(String line, List<String> actual) {
        for (Format format : Format.values()) {
            actual.add("-o " + format);
            variables.put("FORMAT", format.name());
            run(line + " -o " + format, actual);
            actual.removeLast();
        }
        actual.add("");
    }

    private void run(String line, List<String> actual) {
        String command = substitute(line.substring(2));
        int pipe = command.indexOf(" | latchkey");
        if (pipe > 0) {
            cli.input(String.join(" ", words(command.substring("echo ".length(), pipe))) + "\n");
            command = command.substring(pipe + 3);
        }
        Cli runner = line.startsWith("%") ? cli.atTerminal() : cli.piped();
        List<String> words = words(command);
        Result result = runner.run(words.subList(1, words.size()).toArray(String[]::new));
        remember(result.out());
        result.out().lines().map(Transcript::normalise).forEach(actual::add);
        result.err().lines().map(text -> "! " + normalise(text)).forEach(actual::add);
        if (result.exitCode() != 0) {
            actual.add("[" + result.exitCode() + "]");
        }
        actual.add("");
    }

    /** The last id that was printed is {@code $ID}. */
    private void remember(String out) {
        Matcher id = Pattern.compile(ID).matcher(out);
        while (id.find()) {
            variables.put("ID", id.group());
        }
    }

    private String substitute(String text) {
        String result = text;
        for (var variable : variables.entrySet()) {
            result = result.replace("$" + variable.getKey(), variable.getValue());
        }
        return result;
    }

    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(command);
        while (matcher.find()) {
            words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        return words;
    }

    static String normalise(String line) {
        return line.replaceAll(ID, "<id>")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z", "<time>")
                .replaceAll("\\d\\d:\\d\\d:\\d\\dZ", "<clock>")
                .replaceAll("\\?token=[A-Za-z0-9_-]+", "?token=<secret>")
                .replaceAll("lks_[A-Za-z0-9_-]{43}", "<secret>")
                .replaceAll("(password: |\"password\":\"|<id>[\t,])[A-Za-z0-9_-]{24}(?![A-Za-z0-9_-])", "$1<password>")
                .replaceAll("(postgresql.version\\W+|version )\\d+\\.\\d+(?: \\([^)]*\\))?", "$1<version>")
                .replaceAll("(size.bytes|users.about|token.families.about)(\\W+)\\d+", "$1$2<count>")
                .replaceAll(
                        "(,current,)[\\d.]+,0,\\d+,\\d+,(\\d+,<time>,)\\d+", "$1<version>,0,<count>,<count>,$2<count>")
                .replaceAll("issued \\d+s ago", "issued <age> ago")
                .replaceAll("\"(iat|exp|auth_time)(\"+):\\d+", "\"$1$2:<seconds>");
    }
}
