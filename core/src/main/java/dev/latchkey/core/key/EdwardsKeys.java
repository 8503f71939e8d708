package dev.latchkey.core.key;

import java.math.BigInteger;
import java.util.Set;

/** Public keys of Ed25519: <a href="https://www.rfc-editor.org/rfc/rfc8032#section-5.1">RFC 8032, section 5.1</a>. */
public final class EdwardsKeys {

    /** In bytes. */
    public static final int LENGTH = 32;

    /** 2^255 - 19. */
    private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

    /** The coordinate y of two of the points of order 8; the other two have its opposite. */
    private static final BigInteger Y_OF_ORDER_8 =
            new BigInteger("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16);

    /** Of the eight points whose order divides 8: RFC 7748, section 7, names what they do to a protocol. */
    private static final Set<BigInteger> SMALL_ORDER = Set.of(
            BigInteger.ZERO,
            BigInteger.ONE,
            PRIME.subtract(BigInteger.ONE),
            Y_OF_ORDER_8,
            PRIME.subtract(Y_OF_ORDER_8));

    private EdwardsKeys() {}

    /**
     * Whether a key is of small order, or in another encoding than the one of its point. For a key of small order, signatures
     * can be made without a private key, and one signature is good for many messages. No generator of keys makes one.
     *
     * @param key the 32 bytes of RFC 8032, section 5.1.2: y in little-endian order, the sign of x in the last bit
     */
    public static boolean isWeak(byte[] key) {
        byte[] bigEndian = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            bigEndian[i] = key[LENGTH - 1 - i];
        }
        bigEndian[0] &= 0x7F;
        BigInteger y = new BigInteger(1, bigEndian);
        return y.compareTo(PRIME) >= 0 || SMALL_ORDER.contains(y);
    }
}
