package dev.latchkey.core.account;

import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.text.Characters;
import dev.latchkey.core.text.Twins;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * The name that an account signs in with: NFKC, lower case, so that different ways to type a name give the same name.
 * This constructor checks what can be a name at all. {@link #forNewAccount} rejects more names; existing accounts keep
 * theirs.
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
        String typed = value;
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
            throw new InvalidValueException(
                    "username",
                    typed.codePoints().anyMatch(Characters::isSpace)
                            ? "The username has a space: write it as one word, like jane.doe; the full name may have spaces."
                            : "The username has a character that does not show, or that stands for a space.");
        }
        if (value.startsWith("-")) {
            throw new InvalidValueException("username", "A username does not begin with a dash.");
        }
    }

    /**
     * As the constructor, and rejects names that look like another name or like an id.
     *
     * @throws InvalidValueException when a new account may not have this name
     */
    public static Username forNewAccount(String typed) {
        return new Username(typed).requireNew();
    }

    /** Returns this name if a new account may have it. */
    Username requireNew() {
        problem().ifPresent(problem -> {
            throw new InvalidValueException("username", "The username " + problem + ".");
        });
        return this;
    }

    /** Why no new account may be called so, as the end of a sentence; empty when one may. */
    public Optional<String> problem() {
        return Ids.parse(value).isPresent() ? Optional.of("has the form of an id (UUID)") : Twins.hiddenPart(value);
    }

    private static InvalidValueException tooLong() {
        return new InvalidValueException("username", "The username is longer than " + MAX_LENGTH + " characters.");
    }

    private static boolean isVisible(int codePoint) {
        return !Characters.hasNoGlyph(codePoint) && Character.getType(codePoint) != Character.SPACE_SEPARATOR;
    }

    @Override
    public String toString() {
        return value;
    }
}
