package dev.latchkey.server.discovery;

import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.session.Acr;
import dev.latchkey.server.claims.StandardClaims;
import dev.latchkey.server.dpop.ProofVerifier;
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.http.Endpoint.Clients;
import dev.latchkey.server.http.PublishedDocument;
import dev.latchkey.server.key.PublicKeyAlgorithm;
import dev.latchkey.server.page.Language;
import dev.latchkey.server.settings.ServerSettings;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * The metadata of the server: <a href="https://www.rfc-editor.org/rfc/rfc8414">RFC 8414</a>, and the same document
 * under the path of OpenID Connect Discovery. Lists only what the server supports.
 */
public final class ServerMetadata {

    /** Those that an ID token has without being asked. */
    private static final List<String> ID_TOKEN_CLAIMS =
            List.of("iss", "sub", "aud", "exp", "iat", "jti", "auth_time", "nonce", "acr", "amr", "sid", "at_hash");

    /** Clients authenticate there as at the token endpoint: RFC 8628 and RFC 9126 have no member of their own. */
    private static final Set<Endpoint> AS_TOKEN = Set.of(Endpoint.DEVICE_AUTHORIZATION, Endpoint.PUSHED_REQUEST);

    /** With which clients sign. */
    private static final List<String> ASSERTION_ALGORITHMS = PublicKeyAlgorithm.OF_CLIENTS.stream()
            .map(PublicKeyAlgorithm::value)
            .toList();

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
                Arrays.stream(GrantType.values()).map(GrantType::parameter).toList());
        metadata.put("response_types_supported", List.of("code"));
        metadata.put("response_modes_supported", List.of("query"));
        metadata.put("code_challenge_methods_supported", List.of("S256"));
        metadata.put("authorization_response_iss_parameter_supported", true);
        // RFC 9126, section 5: of all clients, none that an administrator demands it of.
        metadata.put("require_pushed_authorization_requests", false);
        // draft-ietf-oauth-client-id-metadata-document, section 5.
        metadata.put("client_id_metadata_document_supported", true);
        for (Endpoint endpoint : Endpoint.values()) {
            if (endpoint.clients() != Clients.NONE && !AS_TOKEN.contains(endpoint)) {
                endpoint.metadata().ifPresent(name -> {
                    metadata.put(name + "_auth_methods_supported", methods(endpoint, settings));
                    metadata.put(name + "_auth_signing_alg_values_supported", ASSERTION_ALGORITHMS);
                });
            }
        }
        // RFC 9449, section 5.1.
        metadata.put("dpop_signing_alg_values_supported", ProofVerifier.algorithms());
        addOpenId(metadata);
        if (settings.takesCertificates()) {
            addTls(metadata, settings);
        }
        return PublishedDocument.json(json.writeValueAsString(metadata));
    }

    private static List<String> methods(Endpoint endpoint, ServerSettings settings) {
        List<String> byCertificate = !settings.takesCertificates()
                ? List.of()
                : settings.tls().clientCaFile() == null
                        ? List.of("self_signed_tls_client_auth")
                        : List.of("tls_client_auth", "self_signed_tls_client_auth");
        return Stream.of(endpoint.clients().methods(), byCertificate)
                .flatMap(List::stream)
                .toList();
    }

    /** <a href="https://www.rfc-editor.org/rfc/rfc8705#section-5">RFC 8705, sections 3.3 and 5</a>. */
    private static void addTls(Map<String, Object> metadata, ServerSettings settings) {
        metadata.put("tls_client_certificate_bound_access_tokens", true);
        URI url = settings.tls().url();
        if (url != null) {
            String base = url.toString().replaceAll("/$", "");
            Map<String, Object> aliases = new LinkedHashMap<>();
            for (Endpoint endpoint : Endpoint.values()) {
                if (endpoint.clients() != Clients.NONE || endpoint == Endpoint.USERINFO) {
                    endpoint.metadata().ifPresent(name -> aliases.put(name, base + endpoint.path()));
                }
            }
            metadata.put("mtls_endpoint_aliases", aliases);
        }
    }

    /** <a href="https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata">OpenID Connect Discovery 1.0, section 3</a>. */
    private static void addOpenId(Map<String, Object> metadata) {
        // Not the scopes of APIs: some clients ask for all that are here, and a client may have only its own.
        metadata.put("scopes_supported", Scopes.OPENID_CONNECT.tokens());
        metadata.put("subject_types_supported", List.of("public"));
        metadata.put("id_token_signing_alg_values_supported", List.of(KeyAlgorithm.RS256, KeyAlgorithm.ES256));
        metadata.put("acr_values_supported", Acr.SUPPORTED);
        metadata.put(
                "claims_supported",
                Stream.of(ID_TOKEN_CLAIMS, StandardClaims.names())
                        .flatMap(List::stream)
                        .toList());
        metadata.put("claims_parameter_supported", true);
        // OpenID Connect Back-Channel Logout 1.0, section 2.1.
        metadata.put("backchannel_logout_supported", true);
        metadata.put("backchannel_logout_session_supported", true);
        // RFC 9101, section 10.5: for clients that have a key.
        metadata.put("request_parameter_supported", true);
        metadata.put("request_object_signing_alg_values_supported", ASSERTION_ALGORITHMS);
        // Its default is true.
        metadata.put("request_uri_parameter_supported", false);
        metadata.put("prompt_values_supported", List.of("none", "login", "consent", "select_account"));
        metadata.put("display_values_supported", List.of("page"));
        metadata.put(
                "ui_locales_supported",
                Arrays.stream(Language.values()).map(Language::tag).toList());
    }
}
