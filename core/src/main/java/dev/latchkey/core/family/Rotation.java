package dev.latchkey.core.family;

import java.time.Duration;
import java.util.UUID;

/**
 * One refresh of a family in exactly one generation.
 *
 * @param idle how long the family may rest from now on
 * @param advances whether it goes on to the next generation
 * @param requested the scopes that must be granted; none for all that are granted
 */
record Rotation(UUID familyId, int generation, UUID clientId, Duration idle, boolean advances, Scopes requested) {}
