package dev.latchkey.db.token;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which token families to list; null means any.
 *
 * @param liveOnly leaves out what is revoked, over, or belongs to a disabled user
 * @param limit how many at most; 0 for all
 */
public record FamilyFilter(
        @Nullable UUID id, @Nullable UUID userId, @Nullable UUID clientId, boolean liveOnly, int limit) {}
