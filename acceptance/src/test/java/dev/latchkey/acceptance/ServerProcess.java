package dev.latchkey.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code bin/latchkey-server} as a process of its own, with what it printed. */
final class ServerProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern CURL = Pattern.compile("(?m)^ *(curl .*)$");

    private final Process process;
    private final Path output;
    private final int port;

    private ServerProcess(Process process, Path output, int port) {
        this.process = process;
        this.output = output;
        this.port = port;
    }

    /** Launches a server on a free port without waiting for it; {@code environment} wins over the defaults. */
    static ServerProcess launch(Path home, Map<String, String> environment) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("LATCHKEY_HOME", home.toString());
        variables.put("LATCHKEY_PORT", Integer.toString(Checkout.freePort()));
        variables.put("LATCHKEY_MANAGEMENT_PORT", Integer.toString(Checkout.freePort()));
        variables.putAll(environment);
        try {
            Path output = Files.createTempFile("latchkey-server", ".log");
            ProcessBuilder builder = new ProcessBuilder(
                            List.of(Checkout.launcher("latchkey-server").toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(variables);
            int port = Integer.parseInt(Objects.requireNonNull(variables.get("LATCHKEY_PORT")));
            return new ServerProcess(builder.start(), output, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Launches a server and waits until it says that it is ready. */
    static ServerProcess start(Path home) {
        ServerProcess server = launch(home, Map.of());
        server.awaitReady();
        return server;
    }

    void awaitReady() {
        await(() -> output().contains("Latchkey is ready at "), "The server did not become ready");
    }

    /** Waits until the start has come so far that a file is there. */
    void awaitFile(Path file) {
        await(() -> Files.exists(file), "The server did not make " + file);
    }

    private void await(BooleanSupplier condition, String otherwise) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError(otherwise + ":\n" + output());
            }
            Thread.onSpinWait();
            pause();
        }
    }

    /** Waits for the end of the process and returns its exit code. */
    int awaitExit(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("The server did not end within " + patience + ":\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** The command that the first start offers for pasting. */
    String offeredCurl() {
        Matcher matcher = CURL.matcher(output());
        if (!matcher.find()) {
            throw new AssertionError("The server offered no curl:\n" + output());
        }
        return matcher.group(1);
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        awaitExit(Duration.ofSeconds(10));
    }

    private static void pause() {
        try {
            // Polling a file that another process writes: there is nothing to wait on.
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        terminate();
        awaitExit(Duration.ofSeconds(30));
    }
}
