package dev.latchkey.admin.client;

import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.terminal.Terminal;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.connection.SecretText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A secret that the application has already, from another server: on standard input, or its hash. */
final class ClientSecretSource {

    @Option(
            names = "--secret-stdin",
            order = 6,
            description =
                    "Read the secret that the application has already from standard input; at least 32 characters.")
    boolean fromInput;

    @Option(
            names = "--secret-hash",
            paramLabel = "HASH",
            order = 7,
            description =
                    "The hash of that secret instead, sha256:HEX. Only for a random one of at least 32 characters.")
    @Nullable
    String written;

    /** The hash of the secret that was given. */
    byte[] hash(Terminal terminal) {
        if (written == null && !fromInput) {
            throw Failure.usage("Where is the secret? --secret-stdin or --secret-hash.");
        }
        try {
            return written != null ? ClientSecret.parseHash(written) : ClientSecret.hashGiven(readInput(terminal));
        } catch (IllegalArgumentException e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        }
    }

    /** One line; its end does not belong to the secret. */
    private static String readInput(Terminal terminal) {
        try {
            return SecretText.line(terminal.in());
        } catch (IllegalArgumentException e) {
            throw Failure.usage("The secret on standard input " + e.getMessage() + ".");
        } catch (IOException e) {
            throw Failure.usage("There is no secret on standard input: " + e.getMessage() + ".");
        }
    }
}
