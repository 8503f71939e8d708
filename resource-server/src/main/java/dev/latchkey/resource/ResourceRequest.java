package dev.latchkey.resource;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What matters of a request to a resource server.
 *
 * @param method of HTTP, in upper case
 * @param url as its client knows it, whatever a proxy made of it. Take the host from your configuration and only the path
 *     from the request: another host in the {@code Host} header must not count. Query and fragment do not count.
 * @param authorization the one {@code Authorization} header; null when there is none
 * @param proofs all {@code DPoP} headers
 */
public record ResourceRequest(
        String method, String url, @Nullable String authorization, List<String> proofs) {

    /** A request whose headers do not change any more. */
    public ResourceRequest {
        proofs = List.copyOf(proofs);
    }

    /** The access token with this scheme; empty when the request has none. */
    Optional<String> token(String scheme) {
        String prefix = scheme.toLowerCase(Locale.ROOT) + " ";
        return Optional.ofNullable(authorization)
                .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(prefix))
                .map(header -> header.substring(prefix.length()).trim());
    }
}
