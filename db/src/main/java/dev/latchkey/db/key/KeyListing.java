package dev.latchkey.db.key;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key without its secret part, as an administrator sees it.
 *
 * @param publicKey X.509 SubjectPublicKeyInfo (DER); null for {@link KeyAlgorithm#HS256}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record KeyListing(
        UUID id,
        KeyAlgorithm algorithm,
        byte @Nullable [] publicKey,
        Instant createdAt,
        Instant activeFrom,
        State state) {

    /** Where in its life a key is. */
    public enum State {
        /** Published, and will sign later. */
        PENDING,
        /** Signs. */
        ACTIVE,
        /** Signs no more, still verifies. */
        RETIRED
    }
}
