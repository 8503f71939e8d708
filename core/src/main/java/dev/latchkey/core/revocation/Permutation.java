package dev.latchkey.core.revocation;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The order in which the places of a status list are given away: a bijection of 0 to {@link #SIZE} - 1 that looks random
 * without the seed. So the place that a token names does not tell how many were issued before it.
 *
 * <p>A Feistel network of two equal halves and ten rounds, as many as in NIST's FF1. The halves are so small that each
 * round function is a table of random values, drawn from the seed with HMAC-SHA-256.
 */
public final class Permutation {

    private static final int HALF_BITS = 9;
    private static final int HALF_SIZE = 1 << HALF_BITS;
    private static final int ROUNDS = 10;

    /** How many places a list has. */
    public static final int SIZE = HALF_SIZE * HALF_SIZE;

    private final short[] rounds = new short[ROUNDS * HALF_SIZE];

    public Permutation(byte[] seed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(seed, "HmacSHA256"));
            int perBlock = mac.getMacLength() / Short.BYTES;
            for (int block = 0; block * perBlock < rounds.length; block++) {
                byte[] random = mac.doFinal(
                        ByteBuffer.allocate(Integer.BYTES).putInt(block).array());
                ByteBuffer.wrap(random).asShortBuffer().get(rounds, block * perBlock, perBlock);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no HMAC-SHA-256", e);
        }
    }

    /** The position of a place: undoes {@link #place}. */
    public int position(int place) {
        int left = place >>> HALF_BITS;
        int right = place & (HALF_SIZE - 1);
        for (int round = ROUNDS - 1; round >= 0; round--) {
            int before = right ^ (rounds[round * HALF_SIZE + left] & (HALF_SIZE - 1));
            right = left;
            left = before;
        }
        return left << HALF_BITS | right;
    }

    /** The place of the {@code position}th index of a list. Both count from 0. */
    public int place(int position) {
        int left = position >>> HALF_BITS;
        int right = position & (HALF_SIZE - 1);
        for (int round = 0; round < ROUNDS; round++) {
            int next = left ^ (rounds[round * HALF_SIZE + right] & (HALF_SIZE - 1));
            left = right;
            right = next;
        }
        return left << HALF_BITS | right;
    }
}
