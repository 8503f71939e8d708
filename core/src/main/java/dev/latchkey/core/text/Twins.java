package dev.latchkey.core.text;

import java.lang.Character.UnicodeScript;
import java.util.Optional;

/**
 * Finds invisible characters in a normalised name, with which it looks like another name. Does not compare letters of
 * different scripts that look alike.
 */
public final class Twins {

    private static final int DOT_ABOVE = 0x0307;

    private Twins() {}

    /** The end of a sentence about the name, or empty when everything in it shows: {@code has a …}. */
    public static Optional<String> hiddenPart(String name) {
        int[] characters = name.codePoints().toArray();
        int base = -1;
        for (int i = 0; i < characters.length; i++) {
            int c = characters[i];
            if (Characters.isSpace(c)) {
                return Optional.of("has a space");
            }
            if (Characters.isInvisible(c)) {
                return Optional.of("has a character that does not show (" + code(c) + ")");
            }
            if (!Characters.isMark(c)) {
                base = i;
                continue;
            }
            if (base < 0) {
                return Optional.of("begins with a mark that belongs on a letter (" + code(c) + ")");
            }
            if (i > 0 && characters[i - 1] == c) {
                return Optional.of("has the same mark twice on one letter (" + code(c) + ")");
            }
            if (c == DOT_ABOVE && Characters.isSoftDotted(characters[base])) {
                return Optional.of("has a dot above a letter that has one anyway (" + code(c) + ")");
            }
            if (Characters.isJoiner(c) && !joins(characters, i)) {
                return Optional.of("has a joiner that joins nothing (" + code(c) + ")");
            }
        }
        return Optional.empty();
    }

    /** Whether there is something of the joiner's own script on both sides. */
    private static boolean joins(int[] characters, int place) {
        UnicodeScript script = UnicodeScript.of(characters[place]);
        return place + 1 < characters.length
                && UnicodeScript.of(characters[place - 1]) == script
                && UnicodeScript.of(characters[place + 1]) == script
                && !Characters.isMark(characters[place + 1]);
    }

    private static String code(int c) {
        return String.format("U+%04X", c);
    }
}
