package dev.latchkey.core.device;

import dev.latchkey.core.family.Scopes;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A device that asks to be signed in.
 *
 * @param clientId of the client that runs on it
 * @param scopes what the client asks for
 * @param resources what the tokens are to be for, as URIs; empty for what the client has
 * @param address where it asks from
 */
public record NewDeviceGrant(
        UUID clientId,
        Scopes scopes,
        List<String> resources,
        @Nullable String address,
        @Nullable String userAgent) {}
