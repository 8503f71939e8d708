package dev.latchkey.core.credential;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/**
 * Words in lower case, each with its cost in bits: a word that a guesser tries as the thousandth costs ten. A hash table
 * over one array of bytes: the 94,000 words that {@link #common} reads take 2 MB, and looking one up takes no object.
 */
final class CommonWords {

    /** Longer words are left out: a password with one of them in it is built of parts that are here. */
    static final int LONGEST = 20;

    /** Bits are kept in eighths of one. */
    private static final float UNIT = 8;

    /** The frequency lists of the zxcvbn library (MIT licence), most frequent word first. */
    private static final List<String> LISTS =
            List.of("passwords", "english_wikipedia", "female_names", "male_names", "surnames", "us_tv_and_film");

    /** Where the entry of a slot begins in {@link #entries}, plus one: the length, the cost, the word. 0: a free slot. */
    private final int[] slots;

    private byte[] entries;
    private int end;

    /** An empty set with room for as many words. */
    CommonWords(int words) {
        slots = new int[Integer.highestOneBit(Math.max(8, words) * 2) * 2];
        entries = new byte[words * 10];
    }

    /** Read at the first use, which takes some 20 ms once. */
    private static final class Common {
        static final CommonWords WORDS = read();
    }

    /** Passwords, English words and names that are frequent. */
    static CommonWords common() {
        return Common.WORDS;
    }

    private static CommonWords read() {
        var words = new CommonWords(94_000);
        for (String list : LISTS) {
            String resource = "/com/nulabinc/zxcvbn/matchers/dictionaries/" + list + ".txt";
            try (InputStream in = CommonWords.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IllegalStateException("The list of words " + resource + " is missing.");
                }
                words.addLines(in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return words;
    }

    private void addLines(byte[] lines) {
        int[] word = new int[LONGEST];
        int length = 0;
        int rank = 1;
        for (byte c : lines) {
            if (c == '\n') {
                if (length > 0 && length <= LONGEST) {
                    add(word, 0, length, bits(rank));
                }
                length = 0;
                rank++;
            } else if (c != '\r' && length++ < LONGEST) {
                word[length - 1] = c;
            }
        }
    }

    private static float bits(int rank) {
        return (float) (Math.log(rank + 1) / Math.log(2));
    }

    /** Adds a word of characters below 128, at most {@link #LONGEST}; what was there keeps the lower cost. */
    void add(int[] text, int from, int length, float bits) {
        int hash = 0;
        for (int i = 0; i < length; i++) {
            hash = hash(hash, text[from + i]);
        }
        int slot = slot(hash, text, from, length, 1);
        byte cost = (byte) Math.min(Byte.MAX_VALUE, Math.round(bits * UNIT));
        if (slots[slot] != 0) {
            int entry = slots[slot];
            entries[entry] = (byte) Math.min(entries[entry], cost);
            return;
        }
        if (end + length + 2 > entries.length) {
            entries = Arrays.copyOf(entries, 2 * entries.length + length + 2);
        }
        slots[slot] = end + 1;
        entries[end++] = (byte) length;
        entries[end++] = cost;
        for (int i = 0; i < length; i++) {
            entries[end++] = (byte) text[from + i];
        }
    }

    /** The hash of a word with one more character. */
    static int hash(int hash, int c) {
        return 31 * hash + c;
    }

    /**
     * What a word costs, in bits; negative when it is not here.
     *
     * @param step 1, or -1 to read backwards
     */
    float cost(int hash, int[] text, int from, int length, int step) {
        int entry = slots[slot(hash, text, from, length, step)];
        return entry == 0 ? -1 : entries[entry] / UNIT;
    }

    private int slot(int hash, int[] text, int from, int length, int step) {
        int slot = (hash * 0x9E3779B9) >>> Integer.numberOfLeadingZeros(slots.length - 1);
        while (slots[slot] != 0 && !is(slots[slot] - 1, text, from, length, step)) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private boolean is(int entry, int[] text, int from, int length, int step) {
        if (entries[entry] != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (entries[entry + 2 + i] != text[from + i * step]) {
                return false;
            }
        }
        return true;
    }
}
