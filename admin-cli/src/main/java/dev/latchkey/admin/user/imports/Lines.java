package dev.latchkey.admin.user.imports;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The lines of a file with their numbers; none takes more memory than it may, and none spoils the next. */
final class Lines {

    /** In bytes; a hash, a name and some scopes do not come near it. */
    static final int MAX_LENGTH = 64 * 1024;

    private final BufferedInputStream in;
    private long number;
    private long bytes;

    Lines(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    /** The number of the line that was read last, from 1. */
    long number() {
        return number;
    }

    /** How much was read so far. */
    long bytes() {
        return bytes;
    }

    /**
     * Reads the next line without its end; null after the last one.
     *
     * @throws BadLineException when it is too long, or not UTF-8; the next call goes on with the next line
     */
    @Nullable
    String next() throws IOException {
        int c = in.read();
        if (c < 0) {
            return null;
        }
        number++;
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        int length = 0;
        for (; c >= 0 && c != '\n'; c = in.read()) {
            length++;
            if (length <= MAX_LENGTH) {
                line.write(c);
            }
        }
        bytes += length + 1;
        if (length > MAX_LENGTH) {
            throw new BadLineException("The line is longer than " + MAX_LENGTH + " bytes.");
        }
        return decode(line.toByteArray());
    }

    private String decode(byte[] line) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
            String whole = number == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
            return whole.endsWith("\r") ? whole.substring(0, whole.length() - 1) : whole;
        } catch (CharacterCodingException e) {
            throw new BadLineException("The line is not UTF-8.");
        }
    }
}
