package dev.latchkey.core.connection;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * How a secret is read, whether it comes from a file or from standard input: UTF-8, without a byte order mark. Blanks
 * are part of a secret. The message of an exception is the end of a sentence, such as "is empty", and never repeats the
 * secret.
 */
public final class SecretText {

    /** More than any secret has; a device that never ends is not read to its end. */
    private static final int MAX_BYTES = 64 * 1024;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private SecretText() {}

    /**
     * Reads a secret of one line. One line end after it is not part of it.
     *
     * @throws IllegalArgumentException when there is none, or more than one line, or something that is not UTF-8
     */
    public static String line(InputStream in) throws IOException {
        String text = text(in).replaceFirst("(?:\r\n|\r|\n)\\z", "");
        if (text.isEmpty()) {
            throw new IllegalArgumentException("is empty");
        }
        if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("has more than one line: a secret is one line");
        }
        return text;
    }

    /**
     * Reads a text that may have several lines.
     *
     * @throws IllegalArgumentException when it is too long or not UTF-8
     */
    static String text(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("is longer than " + MAX_BYTES + " bytes");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("has a zero byte: it is not a text in UTF-8");
            }
            return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    isUtf16(bytes) ? "is UTF-16: save it as UTF-8" : "is not UTF-8: convert it with iconv", e);
        }
    }

    private static boolean isUtf16(byte[] bytes) {
        return bytes.length >= 2
                && ((bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE)
                        || (bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF));
    }
}
