package dev.latchkey.core.trust;

import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A host whose documents may describe clients.
 *
 * @param name in lower case, with its port unless that is 443; no other host is meant, and no subdomain
 * @param createdAt when it was added
 */
public record TrustedHost(String name, Instant createdAt) {

    private static final int MAX_LENGTH = 253;

    private static final Pattern SYNTAX = Pattern.compile(
            "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::[1-9][0-9]{0,4})?");

    private static final String DEFAULT_PORT = ":443";

    /**
     * The one spelling of a host.
     *
     * @throws IllegalArgumentException when the text is none; it says what one is
     */
    public static String normalise(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        String name = lower.endsWith(DEFAULT_PORT) ? lower.substring(0, lower.length() - DEFAULT_PORT.length()) : lower;
        if (name.length() > MAX_LENGTH || !SYNTAX.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "A host is a name such as app.example, or app.example:8443: no https://, no path, no *.");
        }
        return name;
    }
}
