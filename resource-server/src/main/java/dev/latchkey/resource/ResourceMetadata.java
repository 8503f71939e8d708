package dev.latchkey.resource;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a resource server publishes about itself, so that a client that knows only its URL finds the authorization server: a
 * document (<a href="https://www.rfc-editor.org/rfc/rfc9728#section-2">RFC 9728, section 2</a>), and its URL in each
 * {@code WWW-Authenticate} header (section 5.1). The program serves {@link #json} at {@link #path}.
 */
public final class ResourceMetadata {

    private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    private final URI resource;
    private final String issuer;
    private final List<String> scopes;

    private ResourceMetadata(URI resource, String issuer, List<String> scopes) {
        this.resource = resource;
        this.issuer = issuer;
        this.scopes = scopes;
    }

    /**
     * Describes a resource server.
     *
     * @param resource its URI, exactly as it was given to {@code latchkey resource add} and as it is in the {@code aud} of
     *     tokens: see {@link AccessTokenVerifier.Builder#audience}
     * @param issuer the identifier of the authorization server
     * @param scopes that mean something here
     * @throws IllegalArgumentException when the resource is not an http or https URL without a fragment
     */
    public static ResourceMetadata of(String resource, String issuer, String... scopes) {
        URI uri = URI.create(resource);
        boolean http = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("A resource is an http or https URL without a fragment.");
        }
        return new ResourceMetadata(uri, issuer, List.of(scopes));
    }

    /** Its URI, as it is in the {@code aud} of tokens. */
    public String resource() {
        return resource.toString();
    }

    /** The path of the document: the well-known one before the path of the resource (section 3.1). */
    public String path() {
        String path = resource.getRawPath();
        return WELL_KNOWN + (path.equals("/") ? "" : path);
    }

    /** The URL of the document. */
    public String url() {
        String query = resource.getRawQuery();
        return resource.getScheme() + "://" + resource.getRawAuthority() + path() + (query == null ? "" : "?" + query);
    }

    /** The document, {@code application/json}. */
    public String json() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("resource", resource.toString());
        document.put("authorization_servers", List.of(issuer));
        document.put("bearer_methods_supported", List.of("header"));
        if (!scopes.isEmpty()) {
            document.put("scopes_supported", scopes);
        }
        return JSONObjectUtils.toJSONString(document);
    }

    /** The {@code WWW-Authenticate} header for a request without a token: 401. */
    public String challenge() {
        return challenge(null, null, null);
    }

    /** The {@code WWW-Authenticate} header for a token that is not accepted: 401, or 503 when it is unavailable. */
    public String challenge(Refusal refusal) {
        String error = refusal.reason() == Refusal.Reason.UNAVAILABLE ? "temporarily_unavailable" : "invalid_token";
        return challenge(error, refusal.description(), null);
    }

    /**
     * The {@code WWW-Authenticate} header for a token that lacks a scope: 403.
     *
     * @param scope all that the request needs, separated by spaces
     */
    public String insufficientScope(String scope) {
        return challenge("insufficient_scope", null, scope);
    }

    private String challenge(@Nullable String error, @Nullable String description, @Nullable String scope) {
        StringBuilder challenge = new StringBuilder("Bearer ");
        append(challenge, "error", error);
        append(challenge, "error_description", description);
        append(challenge, "scope", scope);
        append(challenge, "resource_metadata", url());
        return challenge.substring(0, challenge.length() - 2);
    }

    private static void append(StringBuilder challenge, String name, @Nullable String value) {
        if (value != null) {
            challenge.append(name).append("=\"").append(value).append("\", ");
        }
    }
}
