package dev.latchkey.core.family;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One refresh of a family in exactly one generation.
 *
 * @param idle how long the family may rest from now on
 * @param advances whether it goes on to the next generation
 * @param requested the scopes that must be granted; none for all that are granted
 * @param key the thumbprint of the key that the request proved, if its client is public; null for none
 */
record Rotation(
        UUID familyId,
        int generation,
        UUID clientId,
        Duration idle,
        boolean advances,
        Scopes requested,
        @Nullable String key) {

    /** A refresh without the proof of a key. */
    Rotation(UUID familyId, int generation, UUID clientId, Duration idle, boolean advances, Scopes requested) {
        this(familyId, generation, clientId, idle, advances, requested, null);
    }

    /** For the statement, which has no use for null. */
    String keyOrNone() {
        return key == null ? "" : key;
    }
}
