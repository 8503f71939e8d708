package dev.latchkey.admin.client;

import dev.latchkey.core.text.Characters;
import org.jspecify.annotations.Nullable;

/** What people call a client. */
final class ClientName {

    private static final int MAX_LENGTH = 200;

    private ClientName() {}

    /**
     * Returns the name that was typed, or null for a blank one, which takes the name away.
     *
     * @throws IllegalArgumentException if it is too long, or has characters that do not show
     */
    static @Nullable String parse(String typed) {
        if (typed.isBlank()) {
            return null;
        }
        String name = typed.strip();
        if (name.codePointCount(0, name.length()) > MAX_LENGTH
                || name.codePoints().anyMatch(Characters::isInvisible)) {
            throw new IllegalArgumentException(
                    "The name of a client has at most " + MAX_LENGTH + " characters, and none that does not show.");
        }
        return name;
    }
}
