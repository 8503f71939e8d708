package dev.latchkey.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that serves, and that ends with this one at the latest. */
final class ServerProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final Path output;

    private ServerProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts a program.
     *
     * @param environment added to that of this program
     * @param output what it prints goes to this file
     */
    static ServerProcess start(List<String> command, Map<String, String> environment, Path output) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        ServerProcess server = new ServerProcess(builder.start(), output);
        Runtime.getRuntime().addShutdownHook(new Thread(server.process::destroy));
        return server;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    long pid() {
        return process.pid();
    }

    /**
     * The process id of the server that a script started and waits for.
     *
     * @throws IllegalStateException when the script started none
     */
    long child() {
        return process.children()
                .findFirst()
                .map(ProcessHandle::pid)
                .orElseThrow(() -> new IllegalStateException("The script has no server"));
    }

    /** Returns when it has printed a text. */
    void awaitOutput(String text) throws IOException, InterruptedException {
        await(() -> Files.readString(output).contains(text), Duration.ofMillis(50));
    }

    /** Returns when it answers a GET with 200. */
    void awaitAnswer(URI uri) throws IOException, InterruptedException {
        await(
                () -> {
                    try (HttpConnection connection = new HttpConnection(uri)) {
                        return connection.exchange(HttpConnection.get(uri)).status() == 200;
                    } catch (IOException notYet) {
                        return false;
                    }
                },
                Duration.ofMillis(5));
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private void await(Condition condition, Duration pause) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("The server did not start:\n" + Files.readString(output));
            }
            Thread.sleep(pause);
        }
    }

    @Override
    public void close() {
        process.destroy();
        if (process.onExit()
                .completeOnTimeout(process, 30, TimeUnit.SECONDS)
                .join()
                .isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
