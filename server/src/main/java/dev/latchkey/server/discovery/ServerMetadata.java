package dev.latchkey.server.discovery;

import dev.latchkey.core.client.GrantType;
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.http.Endpoint.Clients;
import dev.latchkey.server.http.PublishedDocument;
import dev.latchkey.server.settings.ServerSettings;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the server can do, for clients that ask: <a href="https://www.rfc-editor.org/rfc/rfc8414">RFC 8414</a>, and the
 * same under the name that OpenID Connect Discovery gave it first. Lists what works, and nothing else.
 */
public final class ServerMetadata {

    private ServerMetadata() {}

    /** The document for the issuer; all URLs in it begin with the issuer's. */
    public static PublishedDocument of(ServerSettings settings, JsonMapper json) {
        URI issuer = settings.issuer();
        String base = issuer.toString().replaceAll("/$", "");
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("issuer", issuer.toString());
        for (Endpoint endpoint : Endpoint.values()) {
            if (endpoint != Endpoint.STATUS_LISTS || settings.statusList().enabled()) {
                endpoint.metadata().ifPresent(name -> metadata.put(name, base + endpoint.path()));
            }
        }
        metadata.put(
                "grant_types_supported",
                // There is no endpoint yet that issues codes.
                Arrays.stream(GrantType.values())
                        .filter(grant -> grant != GrantType.AUTHORIZATION_CODE)
                        .map(GrantType::value)
                        .toList());
        metadata.put("response_types_supported", List.of());
        for (Endpoint endpoint : Endpoint.values()) {
            if (endpoint.clients() != Clients.NONE) {
                endpoint.metadata()
                        .ifPresent(name -> metadata.put(
                                name + "_auth_methods_supported",
                                endpoint.clients().methods()));
            }
        }
        return PublishedDocument.json(json.writeValueAsString(metadata));
    }
}
