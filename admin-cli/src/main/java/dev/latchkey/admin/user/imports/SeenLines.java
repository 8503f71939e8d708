package dev.latchkey.admin.user.imports;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * On which line a name or an id was seen first. Keeps 96 bits of a hash and the line, 16 bytes each and at most twice as
 * much: 32 MiB for a million. Two names of one file meet in 96 bits with a probability of 1 in 10^16 for ten million.
 */
final class SeenLines {

    private static final int SMALLEST = 1 << 10;

    private long[] high = new long[SMALLEST];
    private int[] low = new int[SMALLEST];
    /** 0 for a free place. */
    private int[] lines = new int[SMALLEST];

    private int size;
    private final MessageDigest digest;

    SeenLines() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }

    /**
     * Remembers the line on which {@code text} is, unless it was on one before.
     *
     * @param line from 1
     * @return the line on which it was first, 0 when that is this one
     */
    int firstLine(String text, long line) {
        ByteBuffer hash = ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        long highBits = hash.getLong();
        int lowBits = hash.getInt();
        int place = place(highBits, lowBits);
        if (lines[place] != 0) {
            return lines[place];
        }
        put(place, highBits, lowBits, Math.toIntExact(line));
        if (++size > lines.length / 4 * 3) {
            grow();
        }
        return 0;
    }

    /** How much memory it takes, in bytes. */
    long bytes() {
        return 16L * lines.length;
    }

    private int place(long highBits, int lowBits) {
        int mask = lines.length - 1;
        int place = (int) highBits & mask;
        while (lines[place] != 0 && (high[place] != highBits || low[place] != lowBits)) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private void put(int place, long highBits, int lowBits, int line) {
        high[place] = highBits;
        low[place] = lowBits;
        lines[place] = line;
    }

    private void grow() {
        long[] oldHigh = high;
        int[] oldLow = low;
        int[] oldLines = lines;
        high = new long[2 * oldHigh.length];
        low = new int[high.length];
        lines = new int[high.length];
        for (int i = 0; i < oldLines.length; i++) {
            if (oldLines[i] != 0) {
                put(place(oldHigh[i], oldLow[i]), oldHigh[i], oldLow[i], oldLines[i]);
            }
        }
    }
}
