package dev.latchkey.core.session;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions to list; null means any.
 *
 * @param clientId only those in which this client was authorised
 * @param liveOnly leaves out what is over
 * @param limit how many at most; 0 for all
 */
public record SessionFilter(@Nullable UUID userId, @Nullable UUID clientId, boolean liveOnly, int limit) {}
