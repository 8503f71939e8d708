package dev.latchkey.core.client;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The claims that a client's access tokens carry besides the server's own, the same in each.
 *
 * @param values by name, ready to be put into a token
 */
public record Claims(Map<String, Object> values) {

    public static final Claims NONE = new Claims(Map.of());

    private static final int MOST = 16;

    /**
     * In the token: base64 makes it a third more. With {@link NewClient#requireTokensThatFit} a token stays below the 8
     * KB that most servers take as a header.
     */
    private static final int MOST_BYTES = 2048;

    /** Keeps the order of the names, so that two with the same claims have the same text. */
    public Claims {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** Reads the stored JSON. Claims that this version does not allow are left out of tokens. */
    static Claims read(String json) {
        if (json.equals("{}")) {
            return NONE;
        }
        Map<String, Object> allowed = ClaimValue.members(json);
        allowed.keySet().removeIf(name -> !ClaimNames.isAllowed(name));
        return allowed.isEmpty() ? NONE : new Claims(allowed);
    }

    /**
     * These and one more, in place of one of the same name.
     *
     * @param value as {@link #value} makes it
     * @throws IllegalArgumentException when that is too much
     */
    public Claims with(String name, Object value) {
        ClaimNames.check(name);
        Map<String, Object> more = new TreeMap<>(values);
        more.put(name, value);
        Claims claims = new Claims(more);
        int bytes = claims.bytes();
        if (more.size() > MOST || bytes > MOST_BYTES) {
            throw new IllegalArgumentException("A client has at most " + MOST + " claims of its own, of at most "
                    + MOST_BYTES + " bytes together; this would be " + more.size() + " of " + bytes
                    + " bytes. Tokens travel in headers, and those have limits.");
        }
        return claims;
    }

    /** These without the one of this name, if there is one. */
    public Claims without(String name) {
        Map<String, Object> less = new TreeMap<>(values);
        less.remove(name);
        return new Claims(less);
    }

    /**
     * Checks a name of a claim.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static void checkName(String name) {
        ClaimNames.check(name);
    }

    /** Whether the names of groups may be a claim of this name: {@code groups}, {@code roles} or one that is nothing else. */
    public static boolean isForGroups(String name) {
        return ClaimNames.isForGroups(name);
    }

    /** Whether a claim of this name is never one that a client was given. */
    public static boolean isReserved(String name) {
        return ClaimNames.isReserved(name);
    }

    /**
     * Reads a value as an administrator writes it: JSON where it is a number, {@code true} or {@code false}, or begins
     * like an object, a list or a text in quotation marks; else it is a text as it stands.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static Object value(String text) {
        return ClaimValue.of(text);
    }

    /** How much of a token they are, before base64. */
    int bytes() {
        return values.isEmpty() ? 0 : json().getBytes(StandardCharsets.UTF_8).length;
    }

    /** As a JSON object without blanks. */
    public String json() {
        return ClaimValue.json(values);
    }
}
