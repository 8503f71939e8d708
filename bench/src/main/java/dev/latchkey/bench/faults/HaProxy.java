package dev.latchkey.bench.faults;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** One address for two PostgreSQL servers: an HAProxy that leads to one of them, and can be told to lead to the other. */
final class HaProxy implements AutoCloseable {

    private static final int ANSWERS_WITHIN_MILLIS = 10_000;

    private final Path socket;
    private final int port;
    private final Process process;

    private HaProxy(Path socket, int port, Process process) {
        this.socket = socket;
        this.port = port;
        this.process = process;
    }

    /** Whether the program is installed. */
    static boolean isInstalled() {
        return program().isPresent();
    }

    /** Debian has it in a directory that is not on everybody's path. */
    private static Optional<Path> program() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin"))
                .map(directory -> Path.of(directory, "haproxy"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it, and returns when it listens. It leads to {@code one}. */
    static HaProxy start(Path work, int port, int one, int other) throws IOException, InterruptedException {
        Path socket = work.resolve("haproxy.socket");
        Path configuration = work.resolve("haproxy.cfg");
        Files.writeString(configuration, """
            global
                stats socket %s level admin
            defaults
                mode tcp
                timeout connect 2s
                timeout client 1h
                timeout server 1h
            frontend address
                bind 127.0.0.1:%d
                default_backend postgresql
            backend postgresql
                server one 127.0.0.1:%d
                server other 127.0.0.1:%d disabled
            """.formatted(socket, port, one, other));
        Path log = work.resolve("haproxy.log");
        Process process = new ProcessBuilder(program().orElseThrow().toString(), "-db", "-f", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        for (int waited = 0; !Files.exists(socket); waited += 20) {
            if (!process.isAlive() || waited > ANSWERS_WITHIN_MILLIS) {
                process.destroyForcibly();
                throw new IOException("HAProxy does not start:\n" + Files.readString(log));
            }
            Thread.sleep(20);
        }
        return new HaProxy(socket, port, process);
    }

    int port() {
        return port;
    }

    /** Leads to the second server, and ends the sessions of the first, as {@code on-marked-down shutdown-sessions} does. */
    void leadToOther() throws IOException {
        tell("set server postgresql/one state maint");
        tell("set server postgresql/other state ready");
        tell("shutdown sessions server postgresql/one");
    }

    /** Leads to the first server again. Sessions that were opened meanwhile stay with the second. */
    void leadBack() throws IOException {
        tell("set server postgresql/one state ready");
        tell("set server postgresql/other state maint");
    }

    private void tell(String command) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(4096);
            int read;
            do {
                read = channel.read(answer);
            } while (read >= 0 && answer.hasRemaining());
            String said = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII).strip();
            if (!said.isEmpty()) {
                throw new IOException("HAProxy answers to '" + command + "': " + said);
            }
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
