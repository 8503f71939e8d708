package dev.latchkey.core.session;

import java.time.Instant;
import java.util.UUID;

/** A session that has just ended. */
public record EndedSession(UUID id, UUID userId, String username, Instant createdAt) {}
