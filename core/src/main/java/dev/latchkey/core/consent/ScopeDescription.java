package dev.latchkey.core.consent;

import java.util.regex.Pattern;

/**
 * What a scope allows, in the words of the operator.
 *
 * @param scope as clients ask for it
 * @param description one line for users
 */
public record ScopeDescription(String scope, String description) {

    /** RFC 6749, section 3.3. */
    private static final Pattern SCOPE = Pattern.compile("[!#-\\[\\]-~]{1,128}");

    private static final int MAX_LENGTH = 200;

    /**
     * Checks both, and leaves out the blanks around the words.
     *
     * @throws IllegalArgumentException when the scope or the description is none
     */
    public ScopeDescription {
        description = description.strip();
        if (!SCOPE.matcher(scope).matches()) {
            throw new IllegalArgumentException(
                    "A scope is 1 to 128 printable ASCII characters without quotation marks, backslashes or spaces.");
        }
        if (description.isEmpty()
                || description.codePointCount(0, description.length()) > MAX_LENGTH
                || description.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("A description is one line of 1 to " + MAX_LENGTH + " characters.");
        }
    }
}
