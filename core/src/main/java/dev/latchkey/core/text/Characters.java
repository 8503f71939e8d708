package dev.latchkey.core.text;

import java.util.Arrays;

/**
 * Properties of characters that Java does not know. The tables hold first and last code point by turns; those that
 * Unicode defines are of version 16, and a test compares them with ICU's.
 */
public final class Characters {

    /** {@code Default_Ignorable_Code_Point}: programs that do not know such a character draw nothing. */
    private static final int[] IGNORABLE = {
        0x00AD, 0x00AD, 0x034F, 0x034F, 0x061C, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180F, 0x200B, 0x200F,
        0x202A, 0x202E, 0x2060, 0x206F, 0x3164, 0x3164, 0xFE00, 0xFE0F, 0xFEFF, 0xFEFF, 0xFFA0, 0xFFA0, 0xFFF0, 0xFFF8,
        0x1BCA0, 0x1BCA3, 0x1D173, 0x1D17A, 0xE0000, 0xE0FFF
    };

    /**
     * Letters, marks and symbols that are drawn as nothing: Braille blank, object replacement, Egyptian mirror and
     * blanks, Khitan filler, the thick letter selector of Duployan, the null note, and the fills and rotations of
     * SignWriting. Unicode has no property for them.
     */
    private static final int[] BLANK = {
        0x2800, 0x2800, 0xFFFC, 0xFFFC, 0x13440, 0x13442, 0x16FE4, 0x16FE4, 0x1BC9D, 0x1BC9D, 0x1D159, 0x1D159, 0x1DA9B,
        0x1DA9F, 0x1DAA1, 0x1DAAF
    };

    /**
     * {@code Indic_Syllabic_Category} Invisible_Stacker and Number_Joiner, and the joiner of Tifinagh: they show only by
     * what they do to the letters around them.
     */
    private static final int[] JOINERS = {
        0x1039, 0x1039, 0x17D2, 0x17D2, 0x1A60, 0x1A60, 0x1BAB, 0x1BAB, 0x2D7F, 0x2D7F, 0xAAF6, 0xAAF6, 0x10A3F,
        0x10A3F, 0x1107F, 0x1107F, 0x11133, 0x11133, 0x113D0, 0x113D0, 0x1193E, 0x1193E, 0x11A47, 0x11A47, 0x11A99,
        0x11A99, 0x11D45, 0x11D45, 0x11D97, 0x11D97, 0x11F42, 0x11F42
    };

    /** {@code Soft_Dotted}: a dot above takes the place of the dot that is there. */
    private static final int[] SOFT_DOTTED = {
        0x0069, 0x006A, 0x012F, 0x012F, 0x0249, 0x0249, 0x0268, 0x0268, 0x029D, 0x029D, 0x02B2, 0x02B2, 0x03F3, 0x03F3,
        0x0456, 0x0456, 0x0458, 0x0458, 0x1D62, 0x1D62, 0x1D96, 0x1D96, 0x1DA4, 0x1DA4, 0x1DA8, 0x1DA8, 0x1E2D, 0x1E2D,
        0x1ECB, 0x1ECB, 0x2071, 0x2071, 0x2148, 0x2149, 0x2C7C, 0x2C7C, 0x1D422, 0x1D423, 0x1D456, 0x1D457, 0x1D48A,
        0x1D48B, 0x1D4BE, 0x1D4BF, 0x1D4F2, 0x1D4F3, 0x1D526, 0x1D527, 0x1D55A, 0x1D55B, 0x1D58E, 0x1D58F, 0x1D5C2,
        0x1D5C3, 0x1D5F6, 0x1D5F7, 0x1D62A, 0x1D62B, 0x1D65E, 0x1D65F, 0x1D692, 0x1D693, 0x1DF1A, 0x1DF1A, 0x1E04C,
        0x1E04D, 0x1E068, 0x1E068
    };

    private Characters() {}

    /** Whether a character is invisible in itself, or blank: nothing on a screen tells that it is there. */
    public static boolean isInvisible(int codePoint) {
        if (codePoint < 0x7F) {
            return codePoint < 0x20;
        }
        return hasNoGlyph(codePoint) || isIgnorable(codePoint) || isIn(BLANK, codePoint);
    }

    /** Whether the category of a character has no glyphs, such as controls and separators of lines; spaces have. */
    public static boolean hasNoGlyph(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** Whether a character is any kind of space, also one that does not break a line. */
    public static boolean isSpace(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }

    /** Whether a character is drawn on the one before it. */
    public static boolean isMark(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }

    static boolean isIgnorable(int codePoint) {
        return isIn(IGNORABLE, codePoint);
    }

    static boolean isJoiner(int codePoint) {
        return isIn(JOINERS, codePoint);
    }

    static boolean isSoftDotted(int codePoint) {
        return isIn(SOFT_DOTTED, codePoint);
    }

    private static boolean isIn(int[] ranges, int codePoint) {
        int place = Arrays.binarySearch(ranges, codePoint);
        // Between two bounds: the place where it would be inserted is odd inside a range.
        return place >= 0 || (-place - 1) % 2 == 1;
    }
}
