package dev.latchkey.core.family;

import java.util.Optional;

/**
 * A family as one read found it, live or not.
 *
 * @param ending why no token is due, or empty when the family is live
 * @param withinGrace whether the last rotation is so recent that its answer may have been lost
 */
record FamilyState(Family family, Optional<RefreshOutcome.Refusal> ending, boolean withinGrace) {}
