package dev.latchkey.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One of the examples, running on a port of its own. */
final class ExampleProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path output;
    private final int port;

    private ExampleProcess(Process process, Path output, int port) {
        this.process = process;
        this.output = output;
        this.port = port;
    }

    /** Starts a command, in which {@code PORT} stands for a free port, and waits until something listens there. */
    static ExampleProcess start(Path directory, Map<String, String> environment, String... command) {
        return startAt(Checkout.freePort(), directory, environment, command);
    }

    /** As {@link #start}, for a program that has its port from a file. */
    static ExampleProcess startAt(int port, Path directory, Map<String, String> environment, String... command) {
        List<String> words = Arrays.stream(command)
                .map(word -> word.replace("PORT", Integer.toString(port)))
                .toList();
        try {
            Path output = Files.createTempFile("example", ".log");
            ProcessBuilder builder = new ProcessBuilder(words)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            builder.environment().put("PORT", Integer.toString(port));
            ExampleProcess example = new ExampleProcess(builder.start(), output, port);
            example.awaitListening();
            return example;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitListening() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isListening()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                close();
                throw new AssertionError("The example did not start:\n" + Files.readString(output));
            }
            Waiting.pause();
        }
    }

    private boolean isListening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    String base() {
        return "http://localhost:" + port;
    }

    /** What it has printed so far. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
