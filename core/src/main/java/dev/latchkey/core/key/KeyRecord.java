package dev.latchkey.core.key;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key, opened with the master key.
 *
 * @param id also the {@code kid} of its JWK
 * @param publicKey X.509 SubjectPublicKeyInfo (DER); null for {@link KeyAlgorithm#HS256}
 * @param secretKey PKCS#8 (DER), or the raw bytes for {@link KeyAlgorithm#HS256}
 * @param activeFrom from when it signs, until a younger one does
 * @param publishedUntil until when what it signed is accepted; null for until further notice
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record KeyRecord(
        UUID id,
        KeyAlgorithm algorithm,
        byte @Nullable [] publicKey,
        byte[] secretKey,
        Instant activeFrom,
        @Nullable Instant publishedUntil) {

    /** The same key, marked as unusable. */
    public UnopenedKey unusable(String reason) {
        return new UnopenedKey(id, algorithm.name(), activeFrom, publishedUntil, UnopenedKey.Cause.MASTER_KEY, reason);
    }

    /** Leaves both parts out: a key is never printed. */
    @Override
    public String toString() {
        return algorithm + " key " + id;
    }
}
