package dev.latchkey.core.factor;

/** Base32 without padding (<a href="https://www.rfc-editor.org/rfc/rfc4648#section-6">RFC 4648, section 6</a>). */
final class Base32 {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int BITS = 5;

    private Base32() {}

    /** Encodes bytes whose number of bits is a multiple of five, so that nothing has to be filled up. */
    static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        int buffer = 0;
        int filled = 0;
        for (byte one : bytes) {
            buffer = (buffer << Byte.SIZE) | Byte.toUnsignedInt(one);
            filled += Byte.SIZE;
            while (filled >= BITS) {
                filled -= BITS;
                text.append(ALPHABET.charAt((buffer >> filled) & (ALPHABET.length() - 1)));
            }
        }
        return text.toString();
    }
}
