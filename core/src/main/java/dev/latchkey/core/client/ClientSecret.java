package dev.latchkey.core.client;

import dev.latchkey.core.jdbc.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A stored client secret: the SHA-256 of 256 generated bits, or of a random text of at least {@link #MIN_LENGTH}
 * characters from another system. They cannot be guessed, so a slow hash would cost time and protect nothing.
 */
public final class ClientSecret {

    /** How the text of each secret begins that was made here. */
    public static final String PREFIX = "lks_";

    /** The least number of characters of an imported secret. */
    public static final int MIN_LENGTH = 32;

    /** In characters. */
    public static final int MAX_LENGTH = 256;

    /** Fewer kinds of characters among so many are not random. */
    private static final int MIN_DIFFERENT = 8;

    private static final Pattern WRITTEN_HASH = Pattern.compile("sha256:([0-9a-fA-F]{64})");

    private final byte[] hash;
    private final @Nullable Instant expiresAt;

    /** A secret by its hash; it is good before {@code expiresAt}, or for ever when that is null. */
    ClientSecret(byte[] hash, @Nullable Instant expiresAt) {
        this.hash = hash.clone();
        this.expiresAt = expiresAt;
    }

    /** Makes a new secret, to be shown once. */
    public static String generate() {
        return PREFIX + Secrets.text(32);
    }

    /**
     * Checks and hashes a secret from another system.
     *
     * @throws IllegalArgumentException when it could be guessed from its hash, or cannot be sent; the message does not
     *     repeat it
     */
    public static byte[] hashGiven(String secret) {
        // RFC 6749, appendix A.2, without the space, which would be lost at an end.
        if (!secret.chars().allMatch(c -> c > 0x20 && c < 0x7F)) {
            throw new IllegalArgumentException("A client secret is visible ASCII without spaces.");
        }
        if (secret.length() < MIN_LENGTH || secret.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("A client secret has " + MIN_LENGTH + " to " + MAX_LENGTH
                    + " characters, because only a fast hash of"
                    + " it is stored; leave the option out and one is made.");
        }
        if (secret.chars().distinct().count() < MIN_DIFFERENT) {
            throw new IllegalArgumentException("A client secret is random; this one repeats few characters.");
        }
        return hash(secret);
    }

    /**
     * Reads a hash as it is written down: {@code sha256:} and 64 hexadecimal digits.
     *
     * @throws IllegalArgumentException when it is anything else
     */
    public static byte[] parseHash(String written) {
        Matcher matcher = WRITTEN_HASH.matcher(written);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "The hash of a client secret is sha256: and 64 hexadecimal digits, as 'sha256sum' prints them.");
        }
        return HexFormat.of().parseHex(matcher.group(1));
    }

    /** Hashes a secret as it is stored. */
    public static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }

    /** Compares with the hash of the presented secret, in constant time. */
    public boolean matches(byte[] presentedHash, Instant now) {
        boolean equal = MessageDigest.isEqual(hash, presentedHash);
        return (expiresAt == null || now.isBefore(expiresAt)) && equal;
    }
}
