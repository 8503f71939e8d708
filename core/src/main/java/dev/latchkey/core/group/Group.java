package dev.latchkey.core.group;

import dev.latchkey.core.family.Scopes;
import java.util.regex.Pattern;

/**
 * Users who have the same scopes, and whom applications know by one name.
 *
 * @param name compared character by character; tokens carry it
 * @param scopes that each member has
 */
public record Group(String name, Scopes scopes) {

    /** In how many groups a user can be. */
    public static final int MOST_OF_USER = 100;

    /** How long the names of the groups of a user can be together, in characters: each token carries them. */
    public static final int MOST_NAMES_OF_USER = 2048;

    /** No colon: Kubernetes gives names that begin with {@code system:} a meaning. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._/][A-Za-z0-9._/-]{0,127}");

    /**
     * Checks what can be checked without the database.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public Group {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("The name of a group is 1 to 128 characters out of A-Z a-z 0-9 . _ / -"
                    + " and does not begin with a dash.");
        }
        if (scopes.toString().length() > Scopes.MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "The scopes of a group have at most " + Scopes.MAX_LENGTH + " characters together.");
        }
        if (!scopes.intersect(Scopes.OPENID_CONNECT).isEmpty()) {
            throw new IllegalArgumentException("The scopes of OpenID Connect are not for users and groups: "
                    + scopes.intersect(Scopes.OPENID_CONNECT) + ".");
        }
    }
}
