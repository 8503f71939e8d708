package dev.latchkey.server.discovery;

import dev.latchkey.core.client.GrantType;
import dev.latchkey.server.http.Endpoints;
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
        List<String> withSecret = List.of("client_secret_basic", "client_secret_post");
        List<String> withOrWithout = List.of("client_secret_basic", "client_secret_post", "none");
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("issuer", issuer.toString());
        metadata.put("token_endpoint", base + Endpoints.TOKEN);
        metadata.put("jwks_uri", base + Endpoints.JWK_SET);
        metadata.put("revocation_endpoint", base + Endpoints.REVOCATION);
        metadata.put("introspection_endpoint", base + Endpoints.INTROSPECTION);
        metadata.put(
                "grant_types_supported",
                Arrays.stream(GrantType.values()).map(GrantType::value).toList());
        metadata.put("response_types_supported", List.of());
        metadata.put("token_endpoint_auth_methods_supported", withOrWithout);
        metadata.put("revocation_endpoint_auth_methods_supported", withOrWithout);
        metadata.put("introspection_endpoint_auth_methods_supported", withSecret);
        if (settings.statusList().enabled()) {
            metadata.put("status_list_aggregation_endpoint", base + Endpoints.STATUS_LISTS);
        }
        return PublishedDocument.json(json.writeValueAsString(metadata));
    }
}
