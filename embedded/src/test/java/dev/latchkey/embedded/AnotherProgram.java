package dev.latchkey.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** Uses a home from a process of its own. */
final class AnotherProgram implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    private AnotherProgram(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts a program that opens the home, or becomes its server, and waits until it has. */
    static AnotherProgram thatHolds(String what, Path home) throws IOException {
        var program = new AnotherProgram(start("hold", what, home.toString()));
        String line = program.output.readLine();
        if (!"held".equals(line)) {
            throw new IOException("the other program said " + line);
        }
        return program;
    }

    /** Starts a program that opens and closes the home so many times. */
    static Process thatHammers(Path home, int times) throws IOException {
        return start("hammer", home.toString(), Integer.toString(times));
    }

    private static Process start(String... arguments) throws IOException {
        String java = ProcessHandle.current().info().command().orElseThrow();
        var builder = new ProcessBuilder(
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                AnotherProgram.class.getName());
        builder.command().addAll(List.of(arguments));
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    long pid() {
        return process.pid();
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Lets the program close what it holds and end. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("hold")) {
            Path home = Path.of(arguments[2]);
            try (AutoCloseable _ =
                    arguments[1].equals("database") ? EmbeddedPostgres.open(home) : ServerLock.acquire(home)) {
                System.out.println("held");
                new InputStreamReader(System.in, StandardCharsets.UTF_8).read();
            } catch (EmbeddedPostgresException e) {
                System.out.println(e.getMessage());
            }
        } else {
            hammer(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
        }
    }

    static void hammer(Path home, int times) throws SQLException {
        for (int i = 0; i < times; i++) {
            try (var postgres = EmbeddedPostgres.open(home)) {
                query(postgres, "SELECT 1");
            }
        }
    }

    static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
        var settings = postgres.login();
        try (var connection = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
                var statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (var rows = statement.getResultSet()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }
}
