package dev.latchkey.server.page;

/**
 * The operator's colour in one colour scheme, moved as far as WCAG 2.2 AA asks for.
 *
 * @param fill of buttons
 * @param onFill of the text on them
 * @param hover the fill under the pointer
 * @param text of links and borders on the background of pages and cards
 */
record Palette(Colour fill, Colour onFill, Colour hover, Colour text) {

    /** The backgrounds of text in the stylesheet that leave the least contrast. */
    static final Colour LIGHT_BACKGROUND = Colour.parse("#f3f4f6");

    static final Colour DARK_BACKGROUND = Colour.parse("#1b1e25");

    private static final Colour INK = Colour.parse("#14161a");
    private static final double TEXT = 4.5;
    private static final double CONTROL = 3;

    /** A light fill stays as it is: its border, which has the colour of text, shows where the button ends. */
    static Palette light(Colour accent) {
        return of(accent, accent.untilReadable(Colour.BLACK, LIGHT_BACKGROUND, TEXT));
    }

    static Palette dark(Colour accent) {
        return of(lighter(accent, CONTROL), lighter(accent, TEXT));
    }

    /** Brighter at first, and only then towards white: a dark blue becomes a blue, not a grey. */
    private static Colour lighter(Colour accent, double contrast) {
        return accent.untilReadable(accent.brightest(), DARK_BACKGROUND, contrast)
                .untilReadable(Colour.WHITE, DARK_BACKGROUND, contrast);
    }

    private static Palette of(Colour fill, Colour text) {
        boolean white = fill.contrast(Colour.WHITE) >= TEXT;
        // Where white is not enough, black is; ink is softer and enough for most.
        Colour onFill = white ? Colour.WHITE : INK.untilReadable(Colour.BLACK, fill, TEXT);
        Colour away = white ? Colour.BLACK : Colour.WHITE;
        return new Palette(fill, onFill, fill.towards(away, 0.15), text);
    }

    /** As custom properties of CSS. */
    String css() {
        return "--fill:" + fill + ";--on-fill:" + onFill + ";--hover:" + hover + ";--accent:" + text;
    }
}
