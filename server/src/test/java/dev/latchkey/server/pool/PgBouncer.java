package dev.latchkey.server.pool;

import dev.latchkey.core.FreePort;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.server.fixture.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The real program in front of a PostgreSQL, set up as docs/poolers.md says. */
final class PgBouncer implements AutoCloseable {

    private static final Pattern ADDRESS = Pattern.compile("^jdbc:postgresql://([^:/]+):(\\d+)/(\\w+).*$");

    private final Process process;
    private final ConnectionSettings settings;

    private PgBouncer(Process process, ConnectionSettings settings) {
        this.process = process;
        this.settings = settings;
    }

    static boolean isInstalled() {
        return program().isPresent();
    }

    private static Optional<Path> program() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin"))
                .map(directory -> Path.of(directory, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts it.
     *
     * @param configuration lines of the part {@code [pgbouncer]}
     */
    static PgBouncer start(Path directory, ConnectionSettings target, List<String> configuration) {
        Matcher address = ADDRESS.matcher(target.url());
        if (!address.matches()) {
            throw new IllegalArgumentException("Unknown form of URL");
        }
        try {
            // It does not run as root: what it reads has to be readable to somebody else.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            int port = FreePort.find();
            Path users = directory.resolve("users.txt");
            Files.writeString(users, "\"%s\" \"%s\"\n".formatted(target.user(), target.password()));
            List<String> lines = new ArrayList<>(List.of(
                    "[databases]",
                    "* = host=%s port=%s"
                            .formatted(InetAddress.getByName(address.group(1)).getHostAddress(), address.group(2)),
                    "[pgbouncer]",
                    "listen_addr = 127.0.0.1",
                    "listen_port = " + port,
                    "unix_socket_dir =",
                    "auth_type = scram-sha-256",
                    "auth_file = " + users));
            lines.addAll(configuration);
            Path file = directory.resolve("pgbouncer.ini");
            Files.write(file, lines);
            Path log = directory.resolve("pgbouncer.log");
            List<String> command =
                    new ArrayList<>(List.of(program().orElseThrow().toString(), file.toString()));
            if ("root".equals(System.getProperty("user.name"))) {
                command.addAll(0, List.of("unshare", "-U"));
            }
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Waiting.until("PgBouncer listens", Duration.ofSeconds(10), () -> listens(port));
            String url = "jdbc:postgresql://127.0.0.1:" + port + "/" + address.group(3);
            return new PgBouncer(process, new ConnectionSettings(url, target.user(), target.password()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How to connect through it. */
    ConnectionSettings settings() {
        return settings;
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    void stop() {
        process.destroy();
        process.onExit().join();
    }

    @Override
    public void close() {
        stop();
    }
}
