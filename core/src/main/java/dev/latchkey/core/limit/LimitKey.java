package dev.latchkey.core.limit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The key of a counter in the database: always 32 bytes, however long the name is that was sent. */
final class LimitKey {

    private LimitKey() {}

    /** Hashes a kind and a name; the same name counts apart for each kind. */
    static byte[] of(String kind, String name) {
        try {
            return MessageDigest.getInstance("SHA-256").digest((kind + '\0' + name).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }
}
