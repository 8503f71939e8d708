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

    /** A passkey. Its device has verified the user too, by a PIN or a finger: it is two factors by itself. */
    public static final int PASSKEY = 4;

    private Amr() {}

    /** Whether these are two factors or more. */
    public static boolean isMultiFactor(int bits) {
        return isPasskey(bits) || ((bits & PASSWORD) != 0 && (bits & OTP) != 0);
    }

    /** Whether one of these is a passkey, which a page of another site cannot ask for. */
    public static boolean isPasskey(int bits) {
        return (bits & PASSKEY) != 0;
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
        if (isPasskey(bits)) {
            // Whether hardware keeps the key ("hwk"), the server does not know: it asks for no attestation.
            names.add("pop");
            names.add("user");
        }
        if (isMultiFactor(bits)) {
            names.add("mfa");
        }
        return List.copyOf(names);
    }
}
