package dev.latchkey.core.session;

import java.util.ArrayList;
import java.util.List;

/**
 * By which methods a user proved to be the user (<a href="https://www.rfc-editor.org/rfc/rfc8176">RFC 8176</a>), as bits of
 * one number, which is how sessions, codes and token families keep them.
 */
public final class Amr {

    /** A password. */
    public static final int PASSWORD = 1;

    /** A one-time code: of an authenticator app, or a recovery code. */
    public static final int OTP = 2;

    private Amr() {}

    /** Whether these are two factors or more. */
    public static boolean isMultiFactor(int bits) {
        return (bits & PASSWORD) != 0 && (bits & OTP) != 0;
    }

    /** The values of the {@code amr} claim; bits that only a newer version knows are left out. */
    public static List<String> names(int bits) {
        List<String> names = new ArrayList<>();
        if ((bits & PASSWORD) != 0) {
            names.add("pwd");
        }
        if ((bits & OTP) != 0) {
            names.add("otp");
        }
        if (isMultiFactor(bits)) {
            names.add("mfa");
        }
        return List.copyOf(names);
    }
}
