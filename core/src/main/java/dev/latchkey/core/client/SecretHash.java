package dev.latchkey.core.client;

import java.util.HexFormat;

/**
 * The hash of a client secret, which {@link ClientSecret} makes. Two are equal when their bytes are; compare them only where
 * nothing that a caller presents is compared.
 *
 * @param hex the bytes as hexadecimal digits
 */
public record SecretHash(String hex) {

    public static SecretHash of(byte[] hash) {
        return new SecretHash(HexFormat.of().formatHex(hash));
    }

    /** As {@link ClientSecret#parseHash} reads it. */
    public String written() {
        return "sha256:" + hex;
    }

    /** Leaves the hash out. */
    @Override
    public String toString() {
        return "SecretHash";
    }
}
