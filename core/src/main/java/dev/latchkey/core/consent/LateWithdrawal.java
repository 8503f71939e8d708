package dev.latchkey.core.consent;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A withdrawal at a time that is not yet, from a clock that was wrong. Until then all authorization codes are refused.
 *
 * @param username of the user who gets no tokens; null when it is about a client
 * @param clientId of the client that gets no tokens for anyone; null when it is about a user
 */
public record LateWithdrawal(
        @Nullable String username, @Nullable String clientId, Instant until) {}
