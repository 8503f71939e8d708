package dev.latchkey.core.limit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A network that an administrator keeps out.
 *
 * @param reason for people to read
 * @param expiresAt null for until it is lifted
 */
public record Ban(
        Network network,
        @Nullable String reason,
        Instant createdAt,
        @Nullable Instant expiresAt) {}
