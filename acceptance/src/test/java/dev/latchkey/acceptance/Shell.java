package dev.latchkey.acceptance;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** One bash that is typed into: variables live from one command to the next, as in a terminal. */
final class Shell implements AutoCloseable {

    /** What a piece of input printed, standard error included, and the exit code of its last command. */
    record Result(String output, int exitCode) {}

    private final Process process;
    private final Writer input;
    private final BufferedReader output;

    Shell(Path directory, Map<String, String> environment) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder("bash").directory(directory.toFile()).redirectErrorStream(true);
            builder.environment().putAll(environment);
            this.process = builder.start();
            this.input = process.outputWriter(StandardCharsets.UTF_8);
            this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A bash that finds the programs that are tested by their names. */
    static Shell withPrograms(Path directory, Map<String, String> environment) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("PATH", Checkout.DESK.resolve("bin") + File.pathSeparator + System.getenv("PATH"));
        return new Shell(directory, variables);
    }

    /** What is typed has no input of its own: a program that reads its standard input would eat the next commands. */
    Result run(String commands) {
        String end = "end-" + UUID.randomUUID();
        try {
            input.write("{ " + commands + "\n} </dev/null\nprintf '\\n%s %s\\n' " + end + " $?\n");
            input.flush();
            StringBuilder printed = new StringBuilder();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(end)) {
                    return new Result(printed.toString().strip(), Integer.parseInt(line.substring(end.length() + 1)));
                }
                printed.append(line).append('\n');
            }
            throw new AssertionError("The shell ended:\n" + printed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
