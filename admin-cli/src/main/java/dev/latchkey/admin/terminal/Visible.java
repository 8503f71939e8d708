package dev.latchkey.admin.terminal;

import dev.latchkey.core.text.Characters;

/**
 * Text as a person may be shown it. What a name contains must not move the cursor, colour the line, turn its order
 * around or hide: such characters are written as escapes.
 */
public final class Visible {

    private Visible() {}

    /**
     * Replaces every character that does not show, and a mark that has no letter to be drawn on, by {@code \n}, {@code
     * \t} or {@code \}{@code u202e}.
     */
    public static String text(String text) {
        if (text.chars().allMatch(c -> c >= 0x20 && c < 0x7F)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        boolean letterBefore = false;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            boolean shown = shows(c) && (letterBefore || !Characters.isMark(c));
            if (shown) {
                out.appendCodePoint(c);
            } else {
                escape(c, out);
            }
            letterBefore = shown && c != ' ';
        }
        return out.toString();
    }

    /** Whether a character can be shown as it is. The only space that can is the plain one. */
    public static boolean shows(int codePoint) {
        return codePoint == ' '
                || (!Characters.isInvisible(codePoint) && codePoint != 0x7F && !Characters.isSpace(codePoint));
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
