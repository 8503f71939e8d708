package dev.latchkey.core.device;

import dev.latchkey.core.family.Scopes;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A device that waits for the decision of a user.
 *
 * @param id of the grant, and of the token family that may begin with it
 * @param clientName for people
 * @param scopes what the client asks for
 * @param resources what the tokens are to be for, as URIs; empty for what the client has
 * @param createdAt when it asked
 * @param address where it asked from
 */
public record DeviceGrant(
        UUID id,
        UUID clientId,
        String clientName,
        Scopes scopes,
        List<String> resources,
        Instant createdAt,
        @Nullable String address,
        @Nullable String userAgent) {}
