package dev.latchkey.admin.user.imports;

import java.io.ByteArrayOutputStream;
import java.util.Locale;

/** The secret of an authenticator app as other systems write it. */
final class AppSecret {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private AppSecret() {}

    /**
     * Reads base32 (<a href="https://www.rfc-editor.org/rfc/rfc4648#section-6">RFC 4648, section 6</a>), with spaces and
     * small letters as people type it.
     *
     * @throws BadLineException when it is not
     */
    static byte[] ofBase32(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int buffer = 0;
        int filled = 0;
        for (char c : text.toUpperCase(Locale.ROOT).replaceAll("[ =-]", "").toCharArray()) {
            int value = ALPHABET.indexOf(c);
            if (value < 0) {
                throw new BadLineException("The secret of an authenticator app is not base32.");
            }
            buffer = buffer << 5 | value;
            filled += 5;
            if (filled >= Byte.SIZE) {
                filled -= Byte.SIZE;
                bytes.write(buffer >> filled);
            }
        }
        return bytes.toByteArray();
    }
}
