package dev.latchkey.core.factor;

import java.util.Locale;

/** What people type in place of a code. */
final class Typed {

    /** Longer texts are no code, whatever is in them. */
    private static final int MOST = 64;

    private Typed() {}

    /** Without the spaces and hyphens that group a code, in lower case; empty when it is too long to be one. */
    static String normalise(String text) {
        return text.length() > MOST ? "" : text.replaceAll("[\\s-]+", "").toLowerCase(Locale.ROOT);
    }
}
