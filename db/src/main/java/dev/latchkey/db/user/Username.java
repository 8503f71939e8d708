package dev.latchkey.db.user;

import java.text.Normalizer;
import java.util.Locale;

/**
 * The name that an account signs in with: NFKC, lower case, so that names which look alike to the keyboard are one.
 */
public record Username(String value) {

    /** In code points. */
    public static final int MAX_LENGTH = 128;

    /**
     * Normalises what a person typed.
     *
     * @throws InvalidValueException when it cannot be a name: empty, too long, or with characters that do not show
     */
    public Username {
        // Long input is refused before it is normalised: normalising may make it many times longer.
        if (value.length() > 2 * MAX_LENGTH) {
            throw tooLong();
        }
        value = Normalizer.normalize(value, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        // Lower case can undo the composition.
        value = Normalizer.normalize(value, Normalizer.Form.NFKC);
        if (value.isEmpty()) {
            throw new InvalidValueException("username", "The username is empty.");
        }
        if (value.codePointCount(0, value.length()) > MAX_LENGTH) {
            throw tooLong();
        }
        if (!value.codePoints().allMatch(Username::isVisible)) {
            throw new InvalidValueException("username", "The username has a space or a character that does not show.");
        }
        if (value.startsWith("-")) {
            throw new InvalidValueException("username", "A username does not begin with a dash.");
        }
    }

    private static InvalidValueException tooLong() {
        return new InvalidValueException("username", "The username is longer than " + MAX_LENGTH + " characters.");
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    @Override
    public String toString() {
        return value;
    }
}
