package dev.latchkey.bench.faults;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server that can be killed and started again. */
final class Server implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Map<String, String> SETTINGS = Map.of(
            "LATCHKEY_ISSUER", "http://localhost",
            // A sign-in counts as a failure until it has succeeded, and here many never get to know.
            "LATCHKEY_LIMITS_ACCOUNT_FAILURES", "0",
            "LATCHKEY_LIMITS_ADDRESS_FAILURES", "0",
            "LATCHKEY_LIMITS_CLIENT_FAILURES", "0",
            "SERVER_ADDRESS", "127.0.0.1",
            "MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");

    private final String launcher;
    private final Path directory;
    private final int port;
    private final Map<String, String> environment;
    private @Nullable Process process;
    private int starts;

    /**
     * A server that does not run yet.
     *
     * @param directory where its logs go, one for each start
     */
    Server(String launcher, Path directory, int port, Map<String, String> environment) {
        this.launcher = launcher;
        this.directory = directory;
        this.port = port;
        this.environment = Map.copyOf(environment);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    URI management() {
        return URI.create("http://127.0.0.1:" + environment.get("LATCHKEY_MANAGEMENT_PORT"));
    }

    /**
     * Starts it, and returns when it says that it is ready. One that gives up is started again, as a supervisor would.
     */
    void start() throws IOException, InterruptedException {
        Process started = spawn();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.readString(log()).contains("Latchkey is ready at ")) {
            if (System.nanoTime() > deadline) {
                throw new IOException("The server does not start:\n" + Files.readString(log()));
            }
            if (!started.isAlive()) {
                Thread.sleep(1000);
                started = spawn();
            }
            Thread.sleep(5);
        }
    }

    private Path log() {
        return directory.resolve("server-" + port + "-" + starts + ".log");
    }

    private Process spawn() throws IOException {
        starts++;
        ProcessBuilder builder =
                new ProcessBuilder(launcher).redirectErrorStream(true).redirectOutput(log().toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LATCHKEY_") && !name.endsWith("JAVA_HOME"));
        builder.environment().putAll(SETTINGS);
        builder.environment().putAll(environment);
        builder.environment().put("LATCHKEY_PORT", Integer.toString(port));
        Process started = builder.start();
        process = started;
        return started;
    }

    /** SIGKILL. */
    void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    /** Returns when it has gone. */
    void awaitEnd() {
        if (process != null) {
            process.onExit().join();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
            if (process.onExit()
                    .completeOnTimeout(process, 30, TimeUnit.SECONDS)
                    .join()
                    .isAlive()) {
                process.destroyForcibly();
            }
        }
    }
}
