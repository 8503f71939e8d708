package dev.latchkey.server.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Requests of the server to hosts that clients name, {@code latchkey.fetch}.
 *
 * @param privateHosts names and addresses of hosts that may have private addresses, and may use {@code http} on this
 *     machine
 * @param caFile authorities that are trusted in addition to those of Java, in PEM; null for none
 */
public record FetchSettings(
        List<String> privateHosts, @Nullable Path caFile) {

    static FetchSettings of(Values values) {
        return new FetchSettings(values.get("private-hosts", List.of()), values.get("ca-file"));
    }

    static final String HOSTS =
            "a list of names of hosts in lower case with commas between, without ports, such as shop.internal,localhost";

    private static final Pattern HOST = Pattern.compile("[a-z0-9.-]{1,253}|[0-9a-f:.]{2,45}");

    /**
     * Returns the text.
     *
     * @throws IllegalArgumentException when it is no host
     */
    static String host(String text) {
        if (!HOST.matcher(text).matches()) {
            throw new IllegalArgumentException("This is " + HOSTS + ".");
        }
        return text;
    }
}
