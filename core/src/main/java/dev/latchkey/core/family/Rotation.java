package dev.latchkey.core.family;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One refresh of a family in exactly one generation.
 *
 * @param idle how long the family may rest from now on
 * @param advances whether it goes on to the next generation
 * @param requested the scopes that must be granted; none for all that are granted
 * @param resources that must be granted, as URIs; none for all that are granted
 * @param key the thumbprint of the key that the request proved, if its client is public; null for none
 */
record Rotation(
        UUID familyId,
        int generation,
        UUID clientId,
        Duration idle,
        boolean advances,
        Scopes requested,
        List<String> resources,
        @Nullable String key) {

    /** For all resources, without the proof of a key. */
    Rotation(UUID familyId, int generation, UUID clientId, Duration idle, boolean advances, Scopes requested) {
        this(familyId, generation, clientId, idle, advances, requested, List.of(), null);
    }

    /** For the statement, which has no use for null. */
    String keyOrNone() {
        return key == null ? "" : key;
    }
}
