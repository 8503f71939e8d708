package dev.latchkey.admin.terminal;

/**
 * Text as a person may be shown it. What a name contains must not move the cursor, colour the line, turn its order
 * around or hide: such characters are written as escapes.
 */
public final class Visible {

    private Visible() {}

    /** Replaces every character that does not show by {@code \n}, {@code \t} or {@code \}{@code u202e}. */
    public static String text(String text) {
        if (text.codePoints().allMatch(Visible::shows)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (shows(c)) {
                out.appendCodePoint(c);
            } else {
                escape(c, out);
            }
        });
        return out.toString();
    }

    /** Whether a character can be shown as it is. */
    public static boolean shows(int codePoint) {
        if (codePoint < 0x7F) {
            return codePoint >= 0x20;
        }
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static void escape(int c, StringBuilder out) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                for (char unit : Character.toChars(c)) {
                    out.append("\\u").append(String.format("%04x", (int) unit));
                }
            }
        }
    }
}
