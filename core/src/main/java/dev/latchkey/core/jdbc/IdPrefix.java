package dev.latchkey.core.jdbc;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The beginning of an id, as the range of the ids that begin so: a range is found through the primary key, the
 * beginning of a text is not.
 *
 * @param first the smallest id of them
 * @param last the largest
 */
public record IdPrefix(UUID first, UUID last) {

    private static final Pattern SYNTAX = Pattern.compile("[0-9a-f]{1,32}");

    private static final String URN = "urn:uuid:";

    /** The longest spelling that is read, in characters. */
    private static final int MAX_LENGTH = 128;

    /**
     * Reads hexadecimal digits, with dashes or without, also in braces and as {@code urn:uuid:}; empty when it is anything
     * else.
     */
    public static Optional<IdPrefix> parse(String text) {
        String digits = text.length() > MAX_LENGTH ? "" : digits(text.toLowerCase(Locale.ROOT));
        return SYNTAX.matcher(digits).matches()
                ? Optional.of(new IdPrefix(padded(digits, "0"), padded(digits, "f")))
                : Optional.empty();
    }

    private static String digits(String text) {
        String bare = text.startsWith(URN) ? text.substring(URN.length()) : text;
        boolean inBraces = bare.startsWith("{") && bare.endsWith("}");
        return (inBraces ? bare.substring(1, bare.length() - 1) : bare).replace("-", "");
    }

    /** Whether this is one whole id. */
    public boolean isWhole() {
        return first.equals(last);
    }

    /** Whether an id begins so. */
    public boolean contains(UUID id) {
        // As text, because UUIDs compare as signed numbers.
        String text = id.toString();
        return text.compareTo(first.toString()) >= 0 && text.compareTo(last.toString()) <= 0;
    }

    private static UUID padded(String digits, String with) {
        String all = digits + with.repeat(32 - digits.length());
        return new UUID(
                Long.parseUnsignedLong(all.substring(0, 16), 16), Long.parseUnsignedLong(all.substring(16), 16));
    }
}
