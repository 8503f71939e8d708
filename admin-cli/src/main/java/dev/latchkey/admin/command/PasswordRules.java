package dev.latchkey.admin.command;

import dev.latchkey.core.credential.HashBounds;
import dev.latchkey.core.credential.PasswordPolicy;
import dev.latchkey.core.setup.Defaults;
import dev.latchkey.core.setup.Variables;
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

    /** Reads the settings of servers that the command line shares. */
    public static PasswordRules of(Map<String, String> variables) {
        return new PasswordRules(
                new PasswordPolicy(
                        minLength(value(variables, Variables.PASSWORD_MIN_LENGTH)),
                        site(value(variables, Variables.ISSUER))),
                bounds(value(variables, Variables.PASSWORD_MAX_HASH_MEMORY)));
    }

    private static int minLength(@Nullable String text) {
        try {
            int length = Integer.parseInt(text == null ? Defaults.PASSWORD_MIN_LENGTH : text);
            if (length >= 1 && length <= PasswordPolicy.MAX_BYTES) {
                return length;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw Failure.usage(Variables.PASSWORD_MIN_LENGTH + " is '" + text + "': it has to be a number from 1 to "
                + PasswordPolicy.MAX_BYTES + ".");
    }

    private static HashBounds bounds(@Nullable String text) {
        try {
            return HashBounds.parse(text == null ? Defaults.PASSWORD_MAX_HASH_MEMORY : text);
        } catch (IllegalArgumentException e) {
            throw Failure.usage(Variables.PASSWORD_MAX_HASH_MEMORY + " is '" + text + "': it has to be "
                    + HashBounds.ALLOWED + ".");
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
