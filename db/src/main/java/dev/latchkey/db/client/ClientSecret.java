package dev.latchkey.db.client;

import dev.latchkey.db.sql.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored client secret: the SHA-256 of 256 generated bits. There is nothing to guess in those, so a slow hash would
 * protect nothing and only cost.
 */
public final class ClientSecret {

    private static final String PREFIX = "lks_";

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

    /** Hashes a secret as it is stored. */
    public static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }

    /** Compares with the hash of what was presented, in constant time. */
    public boolean matches(byte[] presentedHash, Instant now) {
        boolean equal = MessageDigest.isEqual(hash, presentedHash);
        return (expiresAt == null || now.isBefore(expiresAt)) && equal;
    }
}
