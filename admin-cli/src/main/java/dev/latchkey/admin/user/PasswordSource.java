package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.terminal.Terminal;
import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.core.connection.SecretFile;
import dev.latchkey.core.connection.SecretText;
import dev.latchkey.core.credential.PasswordPolicy;
import dev.latchkey.core.credential.Passwords;
import dev.latchkey.core.jdbc.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a password comes from: never from an argument, which everybody on the machine can read. */
final class PasswordSource {

    private static final int GENERATED_BYTES = 18;

    @Option(names = "--password-stdin", order = 60, description = "Read the password from standard input, like a file.")
    boolean fromInput;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            order = 61,
            description =
                    "Read the password from a file of one line in UTF-8; the line end is not part of it, blanks are.")
    @Nullable
    Path file;

    @Option(names = "--generate-password", order = 62, description = "Make a password and print it once.")
    boolean generated;

    /** A password that is to be set: as a hash, and in clear when it was made here and has to be shown. */
    record NewPassword(String hash, @Nullable String shown) {}

    /**
     * Looks whether a file that is named can be read, before there is a database for the account.
     *
     * @throws Failure when it cannot
     */
    static void requireReadable(@Nullable PasswordSource source) {
        Path file = source == null ? null : source.file;
        if (file != null && (!Files.isReadable(file) || Files.isDirectory(file))) {
            // Fails, and knows why. One that can be read may be a pipe, which has the password only once.
            readFile(file);
        }
    }

    /**
     * Reads, makes or asks for the password of an account, and hashes it.
     *
     * @param source null when no option names one: then it is asked for
     */
    static NewPassword read(@Nullable PasswordSource source, Session session, String username, @Nullable String email) {
        PasswordSource from = source == null ? new PasswordSource() : source;
        if (from.generated) {
            session.requireSecretShown();
        }
        PasswordPolicy policy = session.passwordRules().policy();
        if (from.generated) {
            String made = Secrets.text(GENERATED_BYTES);
            return new NewPassword(new Passwords().hash(made), made);
        }
        String checked = policy.check(from.given(session.terminal()), username, email);
        return new NewPassword(new Passwords().hash(checked), null);
    }

    private String given(Terminal terminal) {
        if (file != null) {
            return readFile(file);
        }
        return fromInput ? readInput(terminal) : ask(terminal);
    }

    private static String readFile(Path file) {
        try {
            return SecretFile.read(file);
        } catch (ConfigurationException e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        }
    }

    private static String readInput(Terminal terminal) {
        try {
            return SecretText.line(terminal.in());
        } catch (IllegalArgumentException e) {
            throw Failure.usage("The password on standard input " + e.getMessage() + ".");
        } catch (IOException e) {
            throw Failure.usage("There is no password on standard input: " + e.getMessage() + ".");
        }
    }

    private static String ask(Terminal terminal) {
        if (!terminal.canAsk()) {
            throw Failure.usage(
                    "There is no terminal to ask for the password at: use --password-stdin, --password-file or"
                            + " --generate-password.");
        }
        String once = terminal.askHidden("Password: ").orElse("");
        String again = terminal.askHidden("Once more: ").orElse("");
        if (!once.equals(again)) {
            throw Failure.usage("The two passwords are not the same.");
        }
        return once;
    }
}
