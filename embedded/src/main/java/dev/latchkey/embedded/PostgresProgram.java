package dev.latchkey.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs initdb, postgres and pg_ctl: with nothing of our environment, and never as root, which they refuse. */
final class PostgresProgram {

    private static final Logger log = LoggerFactory.getLogger(PostgresProgram.class);

    private static final int LINES_TOLD = 8;

    /** Asked once: when PostgreSQL is stopped, the installation with the library that tells it may be gone. */
    private static final boolean IS_ROOT = new UnixSystem().getUid() == 0;

    private PostgresProgram() {}

    /**
     * Prepares to run a program in the home. As root it is put into a user namespace of its own, where root has no
     * special rights but still owns its files.
     */
    static ProcessBuilder prepare(Home home, Path program, String... arguments) {
        List<String> prefix = IS_ROOT ? List.of("unshare", "-U") : List.of();
        List<String> command = Stream.of(prefix, List.of(program.toString()), List.of(arguments))
                .flatMap(List::stream)
                .toList();
        var builder =
                new ProcessBuilder(command).directory(home.directory().toFile()).redirectErrorStream(true);
        // PostgreSQL outlives us: it is not to know our secrets, nor to follow PG… variables. On macOS it needs some
        // locale.
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(List.of("PATH"));
        environment.put("LC_ALL", "C");
        return builder;
    }

    static Process start(ProcessBuilder builder) throws IOException {
        try {
            return builder.start();
        } catch (IOException e) {
            if (builder.command().getFirst().equals("unshare")) {
                throw rootRefused(String.valueOf(e.getMessage()), e);
            }
            throw e;
        }
    }

    /** Runs a program to its end, giving it this text to read. */
    static void run(Home home, String input, Path program, String... arguments) throws IOException {
        Process process = start(prepare(home, program, arguments));
        try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
            stdin.write(input);
        } catch (IOException e) {
            log.debug("{} ended before it read its input; what it said tells why", program, e);
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw failure(program.getFileName() + " failed", output);
        }
    }

    /** Makes the end of what a program said part of the error. */
    static EmbeddedPostgresException failure(String what, String output) {
        if (output.contains("unshare: failed to execute")) {
            return new EmbeddedPostgresException(
                    "root, without its special rights, may not run PostgreSQL where it is ("
                            + end(output)
                            + "): install Latchkey where all users may read it, or run it as an ordinary user");
        }
        if (output.contains("unshare: ")) {
            return rootRefused(end(output), null);
        }
        return new EmbeddedPostgresException(what + ":\n" + end(output));
    }

    private static EmbeddedPostgresException rootRefused(String reason, @Nullable Throwable cause) {
        return new EmbeddedPostgresException(
                "PostgreSQL does not run as root, and root cannot step down here (" + reason
                        + "): run Latchkey as an ordinary user, or set LATCHKEY_DB_URL",
                cause);
    }

    private static String end(String output) {
        List<String> lines = output.strip().lines().toList();
        return lines.stream().skip(Math.max(0, lines.size() - LINES_TOLD)).collect(Collectors.joining("\n"));
    }
}
