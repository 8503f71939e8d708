package dev.latchkey.server.statuslist;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.zip.Deflater;

/**
 * How a list is written: <a
 * href="https://datatracker.ietf.org/doc/html/draft-ietf-oauth-status-list-21#section-4">sections 4.1 and 4.2</a>.
 */
final class Encoding {

    /**
     * The draft recommends the highest level, for lists that are written once. Ours may change four times a second: at
     * 6 a list with one in a hundred revoked is a seventh larger, and costs 1 ms instead of 15.
     */
    private static final int LEVEL = 6;

    private Encoding() {}

    /**
     * Encodes one bit for each place, the first in the lowest bit of the first byte; compressed with ZLIB, in
     * base64url.
     */
    static String encode(BitSet statuses, int size) {
        return base64(compress(bytes(statuses, size), LEVEL));
    }

    static String base64(byte[] compressed) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(compressed);
    }

    /** The uncompressed list. A BitSet has the draft's order of bits, and leaves out the zeros at the end. */
    static byte[] bytes(BitSet statuses, int size) {
        return Arrays.copyOf(statuses.toByteArray(), (size + 7) / 8);
    }

    static byte[] compress(byte[] bytes, int level) {
        Deflater deflater = new Deflater(level);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!deflater.finished()) {
                compressed.write(buffer, 0, deflater.deflate(buffer));
            }
            return compressed.toByteArray();
        } finally {
            deflater.end();
        }
    }
}
