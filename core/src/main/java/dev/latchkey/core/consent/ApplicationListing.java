package dev.latchkey.core.consent;

import dev.latchkey.core.family.Scopes;
import java.time.Instant;
import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A client that has access to an account, as the owner of the account sees it.
 *
 * @param name of the client; its {@code client_id} when it has none
 * @param scopes of the consent and of the token families together, also those that the user has lost since
 * @param resources the URIs of the resources that it has access to; others only if it got access without naming one
 * @param since the latest consent, or the beginning of the oldest of its families if that is earlier
 * @param used when it last got an access token through one of those families; null when it has none
 */
public record ApplicationListing(
        UUID clientId,
        String name,
        Scopes scopes,
        SortedSet<String> resources,
        Instant since,
        @Nullable Instant used) {}
