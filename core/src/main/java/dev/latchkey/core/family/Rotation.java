package dev.latchkey.core.family;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One step of a family from exactly one generation to the next.
 *
 * @param idle how long the family may rest from now on
 * @param requested the scopes that must be granted; none for all that are granted
 * @param key the thumbprint of the key that the request proved, if its client is public; null for none
 */
record Rotation(
        UUID familyId,
        int generation,
        UUID clientId,
        Duration idle,
        Scopes requested,
        @Nullable String key) {

    /** For the statement, which has no use for null. */
    String keyOrNone() {
        return key == null ? "" : key;
    }
}
