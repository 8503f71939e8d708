package dev.latchkey.resource;

import java.util.HexFormat;
import java.util.Set;

/**
 * The Ed25519 keys for which signatures can be made without a private key: the points whose order divides 8, in each of
 * their encodings (RFC 8032, section 5.1.3).
 */
final class SmallOrder {

    /** In hexadecimal, without the sign of x, which is the highest bit of the last byte. */
    private static final Set<String> KEYS = Set.of(
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

    private SmallOrder() {}

    /** Whether a key of 32 bytes is one of them. */
    static boolean isOf(byte[] key) {
        byte[] unsigned = key.clone();
        unsigned[unsigned.length - 1] &= 0x7F;
        return KEYS.contains(HexFormat.of().formatHex(unsigned));
    }
}
