package dev.latchkey.admin.command;

import dev.latchkey.core.credential.HashBounds;
import dev.latchkey.core.credential.PasswordPolicy;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which passwords and hashes may be set: the same as on a server with this environment.
 *
 * @param policy of passwords
 * @param bounds of hashes that other systems made
 */
public record PasswordRules(PasswordPolicy policy, HashBounds bounds) {

    private static final String MIN_LENGTH = "LATCHKEY_PASSWORD_MIN_LENGTH";
    private static final String MAX_HASH_MEMORY = "LATCHKEY_PASSWORD_MAX_HASH_MEMORY";
    private static final String ISSUER = "LATCHKEY_ISSUER";

    /** Reads the settings of servers that the command line shares. */
    public static PasswordRules of(Map<String, String> variables) {
        return new PasswordRules(
                new PasswordPolicy(minLength(value(variables, MIN_LENGTH)), site(value(variables, ISSUER))),
                bounds(value(variables, MAX_HASH_MEMORY)));
    }

    private static int minLength(@Nullable String text) {
        try {
            int length = text == null ? PasswordPolicy.DEFAULT_MIN_LENGTH : Integer.parseInt(text);
            if (length >= 1 && length <= PasswordPolicy.MAX_BYTES) {
                return length;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw Failure.usage(
                MIN_LENGTH + " is '" + text + "'; it is a number from 1 to " + PasswordPolicy.MAX_BYTES + ".");
    }

    private static HashBounds bounds(@Nullable String text) {
        try {
            return text == null ? HashBounds.DEFAULT : HashBounds.parse(text);
        } catch (IllegalArgumentException e) {
            throw Failure.usage(MAX_HASH_MEMORY + " is '" + text + "': " + e.getMessage());
        }
    }

    /** What the server is called; an issuer that is wrong stops the server, not a command. */
    private static List<String> site(@Nullable String issuer) {
        try {
            String host = issuer == null ? null : URI.create(issuer).getHost();
            return host == null ? List.of() : List.of(host);
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    private static @Nullable String value(Map<String, String> variables, String name) {
        String value = variables.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
