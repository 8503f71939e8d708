package dev.latchkey.core.consent;

import dev.latchkey.core.family.Scopes;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a user allowed a client.
 *
 * @param client the client's {@code client_id}
 * @param resource the URI of the resource that it was allowed for; null for without one
 * @param scopes all that was allowed until now
 * @param grantedAt the last time that the user allowed this client something
 */
public record ConsentListing(
        UUID userId,
        String username,
        UUID clientId,
        String client,
        @Nullable String resource,
        Scopes scopes,
        Instant grantedAt) {}
