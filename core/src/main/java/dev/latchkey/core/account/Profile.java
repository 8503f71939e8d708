package dev.latchkey.core.account;

import dev.latchkey.core.text.Characters;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Email address and full name of a user.
 *
 * @param email at most 254 bytes; only its shape is checked, not that it arrives anywhere
 * @param fullName at most 200 characters
 */
public record Profile(@Nullable String email, @Nullable String fullName) {

    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    public static final Profile EMPTY = new Profile(null, null);

    /**
     * Reads what a person entered; an empty text counts as none.
     *
     * @throws InvalidValueException naming the field that is wrong
     */
    public static Profile parse(@Nullable String email, @Nullable String fullName) {
        email = email == null || email.isBlank() ? null : email.strip();
        fullName = fullName == null || fullName.isBlank() ? null : fullName.strip();
        if (email != null && (email.getBytes(StandardCharsets.UTF_8).length > 254 || !isAddress(email))) {
            throw new InvalidValueException("email", "The email address is not of the form name@example.com.");
        }
        if (fullName != null
                && (fullName.codePointCount(0, fullName.length()) > 200
                        || fullName.codePoints().anyMatch(Profile::isHidden)
                        || fullName.codePoints().allMatch(c -> Characters.isInvisible(c) || Characters.isSpace(c)))) {
            throw new InvalidValueException(
                    "full_name", "The full name is longer than 200 characters or has characters that do not show.");
        }
        return new Profile(email, fullName);
    }

    private static boolean isAddress(String email) {
        int at = email.lastIndexOf('@');
        return at > 0 && at < email.length() - 1 && email.codePoints().noneMatch(Profile::isHiddenInAddress);
    }

    private static boolean isHidden(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || isBidirectionalControl(codePoint);
    }

    /** Names of persons are written with some of these; in an address they could only hide a difference. */
    private static boolean isHiddenInAddress(int codePoint) {
        boolean joinsLetters = codePoint == ZERO_WIDTH_NON_JOINER || codePoint == ZERO_WIDTH_JOINER;
        return isHidden(codePoint)
                || Characters.isSpace(codePoint)
                || (Characters.isInvisible(codePoint) && !joinsLetters);
    }

    /** Marks that reverse the direction of text, and so can make a name in a list look like another one. */
    private static boolean isBidirectionalControl(int c) {
        return c == 0x061C
                || c == 0x200E
                || c == 0x200F
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }
}
