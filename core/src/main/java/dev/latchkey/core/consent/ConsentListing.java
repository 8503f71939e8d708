package dev.latchkey.core.consent;

import dev.latchkey.core.family.Scopes;
import java.time.Instant;
import java.util.UUID;

/**
 * What a user allowed a client.
 *
 * @param client the client's {@code client_id}
 * @param scopes all that was allowed until now
 * @param grantedAt the last time
 */
public record ConsentListing(
        UUID userId, String username, UUID clientId, String client, Scopes scopes, Instant grantedAt) {}
