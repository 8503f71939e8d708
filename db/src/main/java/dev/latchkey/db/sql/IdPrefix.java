package dev.latchkey.db.sql;

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

    private static final Pattern SYNTAX = Pattern.compile("[0-9a-fA-F]{1,32}");

    /** Reads hexadecimal digits, with dashes or without; empty when it is anything else. */
    public static Optional<IdPrefix> parse(String text) {
        String digits = text.length() > 36 ? "" : text.replace("-", "").toLowerCase(Locale.ROOT);
        return SYNTAX.matcher(digits).matches()
                ? Optional.of(new IdPrefix(padded(digits, "0"), padded(digits, "f")))
                : Optional.empty();
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
