package dev.latchkey.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Our settings of a cluster, written anew at each start. Settings that the administrator makes with
 * {@code ALTER SYSTEM} override them.
 */
final class PostgresConfiguration {

    private static final String FILE = "latchkey.conf";

    private static final Pattern PORT = Pattern.compile("^port = (\\d{1,5})$", Pattern.MULTILINE);

    private PostgresConfiguration() {}

    /** Makes the configuration that initdb wrote read ours at its end. */
    static void includeIn(Path data) throws IOException {
        Path main = data.resolve("postgresql.conf");
        write(data, choosePort(data));
        PrivateFiles.write(main, Files.readString(main) + "\ninclude '" + FILE + "'\n");
    }

    static void write(Path data, int port) throws IOException {
        // Statements stay out of the log: they hold names and addresses of people.
        PrivateFiles.write(data.resolve(FILE), """
                # Written by Latchkey at each start. Change settings with ALTER SYSTEM.
                # Process ids are those of %s
                port = %d
                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                max_connections = 60
                password_encryption = 'scram-sha-256'
                # For roles that the administrator adds, whose passwords may not be random.
                scram_iterations = 4096
                fsync = on
                synchronous_commit = on
                full_page_writes = on
                timezone = 'UTC'
                log_timezone = 'UTC'
                log_checkpoints = off
                log_error_verbosity = terse
                log_min_error_statement = panic
                """.formatted(processIdNamespace(), port));
        PrivateFiles.write(data.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
    }

    /**
     * Picks the port of the last start, so that a program whose PostgreSQL died finds it again when another one
     * starts it; or any free one. Another process may take it before PostgreSQL does.
     */
    static int choosePort(Path data) throws IOException {
        var last = PORT.matcher(read(data));
        if (last.find()) {
            try {
                return bind(Integer.parseInt(last.group(1)));
            } catch (IOException taken) {
                return bind(0);
            }
        }
        return bind(0);
    }

    private static int bind(int port) throws IOException {
        try (var socket = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    /** Whether the last start was where process ids mean what they mean to us, which is not so in another container. */
    static boolean startedAmongOurProcesses(Path data) throws IOException {
        return read(data).contains("are those of " + processIdNamespace() + "\n");
    }

    private static String processIdNamespace() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        } catch (IOException notLinux) {
            return "this machine";
        }
    }

    private static String read(Path data) throws IOException {
        try {
            return Files.readString(data.resolve(FILE));
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
