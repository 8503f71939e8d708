package dev.latchkey.core.credential;

import java.util.Base64;
import java.util.regex.Pattern;

/** Bytes of stored hashes as text: base64 without padding. */
final class HashText {

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]*");

    private HashText() {}

    static String encode(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether {@link #decode} reads it: no text of bytes has one character more than a multiple of four. */
    static boolean isBase64(String text) {
        return BASE64.matcher(text).matches() && text.length() % 4 != 1;
    }

    static byte[] decode(String text) {
        return Base64.getDecoder().decode(text);
    }
}
