package dev.latchkey.core.key;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key without its secret part, as an administrator sees it.
 *
 * @param algorithmName perhaps one that only a newer version knows
 * @param publicKey X.509 SubjectPublicKeyInfo (DER); null for {@link KeyAlgorithm#HS256}
 * @param activeFrom from when it signs
 * @param activeUntil until when; null until the next one is made
 * @param publishedUntil until when what it signed is accepted; null until the next one is made
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record KeyListing(
        UUID id,
        String algorithmName,
        byte @Nullable [] publicKey,
        Instant createdAt,
        Instant activeFrom,
        @Nullable Instant activeUntil,
        @Nullable Instant publishedUntil,
        @Nullable Instant revokedAt,
        State state) {

    /** What the key is for; null when this version does not know it. */
    public @Nullable KeyAlgorithm algorithm() {
        return KeyAlgorithm.of(algorithmName).orElse(null);
    }

    /** Where in its life a key is. */
    public enum State {
        /** Published, and will sign later. */
        PENDING,
        /** Signs. */
        ACTIVE,
        /** Signs no more, still verifies. */
        RETIRED,
        /** Neither signs nor verifies: it leaked. */
        REVOKED
    }
}
