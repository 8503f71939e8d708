package dev.latchkey.admin.terminal;

import dev.latchkey.admin.terminal.Terminal.Person;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the operating system tells about this process: environment, terminal, host. The one place that asks.
 *
 * @param variables the environment
 * @param userHome where {@code .latchkey} is
 * @param userName who runs this, as the environment says: nothing has proved it
 * @param hostName on which machine
 * @param userId the real user id of this process; null where the operating system has none
 */
public record Surroundings(
        Map<String, String> variables,
        Path userHome,
        String userName,
        HostName hostName,
        @Nullable Long userId) {

    /** Finds the machine's name when it is needed. */
    @FunctionalInterface
    public interface HostName {
        String find();
    }

    /** The streams by number that are terminals, {@code "0 1 2"}: the launcher knows, Java does not. */
    private static final String TERMINALS = "latchkey.terminals";

    /** The streams by number that were closed: the launcher put something in their place, or Java would use the numbers. */
    private static final String CLOSED = "latchkey.closed";

    public static Surroundings current() {
        Map<String, String> variables = System.getenv();
        Long userId = UserId.real().orElse(null);
        return new Surroundings(
                variables,
                Path.of(System.getProperty("user.home", ".")),
                UserId.name(variables.get("USER"), System.getProperty("user.name"), userId),
                Surroundings::findHostName,
                userId);
    }

    /** The time on this machine; what is decided by time is decided by the database's. */
    public Instant now() {
        return Instant.now();
    }

    /** The terminal that this process was started from. */
    public static Terminal terminal() {
        String closed = System.getProperty(CLOSED, "");
        return new Terminal(
                closed.contains("0") ? new ClosedInput() : new FileInputStream(FileDescriptor.in),
                closed.contains("1") ? new ClosedOutput() : new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                person(),
                Surroundings::readHidden);
    }

    @SuppressWarnings("SystemConsoleNull") // it is null again since Java 25, without a terminal
    private static char @Nullable [] readHidden(String prompt) {
        Console console = System.console();
        return console == null ? null : console.readPassword("%s", prompt);
    }

    @SuppressWarnings("SystemConsoleNull") // as above
    private static Person person() {
        // Without a login's environment nothing is known of the terminal.
        boolean colours = System.getenv("NO_COLOR") == null
                && !"dumb".equals(System.getenv().getOrDefault("TERM", "dumb"));
        String terminals = System.getProperty(TERMINALS);
        if (terminals != null) {
            return new Person(terminals.contains("0"), terminals.contains("1"), terminals.contains("2"), colours);
        }
        // Without the launcher: Java only knows whether input and output both are.
        Console console = System.console();
        boolean both = console != null && console.isTerminal();
        return new Person(both, both, both, colours);
    }

    private static String findHostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (IOException unknown) {
                return "localhost";
            }
        }
    }

    private static final class ClosedInput extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("it is closed");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return read();
        }
    }

    private static final class ClosedOutput extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("it is closed");
        }
    }
}
