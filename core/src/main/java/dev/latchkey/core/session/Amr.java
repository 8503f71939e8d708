package dev.latchkey.core.session;

import java.util.List;

/**
 * By which methods a user proved to be the user (<a href="https://www.rfc-editor.org/rfc/rfc8176">RFC 8176</a>), as bits of
 * one number, which is how sessions, codes and token families keep them.
 */
public final class Amr {

    /** A password. */
    public static final int PASSWORD = 1;

    private Amr() {}

    /** The values of the {@code amr} claim; bits that only a newer version knows are left out. */
    public static List<String> names(int bits) {
        return (bits & PASSWORD) == 0 ? List.of() : List.of("pwd");
    }
}
