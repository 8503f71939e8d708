package dev.latchkey.core.text;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Text that programs and the database hand on as it is. JSON can have two things in a text that UTF-8 and PostgreSQL
 * cannot: a surrogate without its other half, which Java writes as a question mark, so that two texts become one, and the
 * character NUL. Forms and queries cannot have them either.
 */
public final class WholeText {

    /** Deeper than anything that has a meaning. */
    private static final int MOST_LEVELS = 64;

    private WholeText() {}

    /** Whether a text has neither. */
    public static boolean isWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /**
     * Whether no name and no text in parsed JSON has them, however deep, to {@value #MOST_LEVELS} levels.
     *
     * @param json maps, collections, texts and other values
     */
    public static boolean isWholeIn(@Nullable Object json) {
        return isWholeIn(json, MOST_LEVELS);
    }

    private static boolean isWholeIn(@Nullable Object json, int levels) {
        return switch (json) {
            case String text -> isWhole(text);
            case Map<?, ?> object ->
                levels > 0
                        && object.entrySet().stream()
                                .allMatch(member -> isWhole(String.valueOf(member.getKey()))
                                        && isWholeIn(member.getValue(), levels - 1));
            case Collection<?> list -> levels > 0 && list.stream().allMatch(value -> isWholeIn(value, levels - 1));
            case null, default -> true;
        };
    }
}
