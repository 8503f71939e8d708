package dev.latchkey.server.page;

import java.util.HexFormat;

/** A colour of sRGB; each part from 0 to 255. */
record Colour(int red, int green, int blue) {

    static final Colour WHITE = new Colour(255, 255, 255);
    static final Colour BLACK = new Colour(0, 0, 0);

    /** From {@code #rrggbb}. */
    static Colour parse(String text) {
        int rgb = Integer.parseInt(text.substring(1), 16);
        return new Colour(rgb >> 16, rgb >> 8 & 0xff, rgb & 0xff);
    }

    /**
     * The contrast ratio of <a href="https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio">WCAG 2.2</a>, from 1 to 21. Text
     * needs 4.5 (AA), parts that a control is recognised by need 3.
     */
    double contrast(Colour other) {
        double lighter = Math.max(luminance(), other.luminance());
        double darker = Math.min(luminance(), other.luminance());
        return (lighter + 0.05) / (darker + 0.05);
    }

    private double luminance() {
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    }

    private static double linear(int part) {
        double value = part / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    /**
     * Goes some way to another colour.
     *
     * @param share of the way, from 0 to 1
     */
    Colour towards(Colour other, double share) {
        return new Colour(mix(red, other.red, share), mix(green, other.green, share), mix(blue, other.blue, share));
    }

    /** The same hue with as much light as it can have; white for black, which has no hue. */
    Colour brightest() {
        int highest = Math.max(red, Math.max(green, blue));
        return highest == 0 ? WHITE : new Colour(red * 255 / highest, green * 255 / highest, blue * 255 / highest);
    }

    private static int mix(int from, int to, double share) {
        return (int) Math.round(from + (to - from) * share);
    }

    /** The first colour on the way to another one whose contrast with a third one is enough; at the end, that other. */
    Colour untilReadable(Colour other, Colour background, double contrast) {
        for (double share = 0; share < 1; share += 0.02) {
            Colour candidate = towards(other, share);
            if (candidate.contrast(background) >= contrast) {
                return candidate;
            }
        }
        return other;
    }

    /** As CSS writes it. */
    @Override
    public String toString() {
        return "#" + HexFormat.of().formatHex(new byte[] {(byte) red, (byte) green, (byte) blue});
    }
}
