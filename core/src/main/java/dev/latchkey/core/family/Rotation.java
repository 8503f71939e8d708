package dev.latchkey.core.family;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * One step of a family from exactly one generation to the next.
 *
 * @param idle how long the family may rest from now on
 * @param requested the scopes that must be granted; none for all that are granted
 * @param resources that must be granted, as URIs; none for all that are granted
 */
record Rotation(UUID familyId, int generation, UUID clientId, Duration idle, Scopes requested, List<String> resources) {

    /** For all resources. */
    Rotation(UUID familyId, int generation, UUID clientId, Duration idle, Scopes requested) {
        this(familyId, generation, clientId, idle, requested, List.of());
    }
}
