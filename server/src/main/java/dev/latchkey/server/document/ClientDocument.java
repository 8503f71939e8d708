package dev.latchkey.server.document;

import dev.latchkey.core.client.ClientUrl;
import dev.latchkey.core.client.DescribedClient;
import dev.latchkey.core.client.RedirectUri;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.text.Characters;
import dev.latchkey.core.text.StrictJson;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A document that describes a client, in the members of <a href="https://www.rfc-editor.org/rfc/rfc7591#section-2">RFC 7591,
 * section 2</a>. Members without a meaning here, such as {@code logo_uri}, are ignored: nothing that a document names is
 * fetched.
 *
 * @param clientId as it is written there
 * @param scopes null when the document leaves them to the server
 */
record ClientDocument(
        String clientId,
        @Nullable String name,
        List<RedirectUri> redirectUris,
        @Nullable Scopes scopes,
        boolean refreshes) {

    private static final int MOST_LEVELS = 16;

    private static final int MOST_URIS = 32;

    private static final JsonMapper JSON =
            JsonMapper.builder(StrictJson.factory(MOST_LEVELS)).build();

    /** Nothing secret can be in a public document, and keys of a client are not taken from one. */
    private static final Set<String> REFUSED = Set.of("client_secret", "client_secret_expires_at", "jwks", "jwks_uri");

    private static final String CODE = "code";
    private static final String AUTHORIZATION_CODE = "authorization_code";

    /** What is wrong with a document, as a sentence for its author that repeats nothing of it. */
    static final class UnusableDocument extends Exception {

        private static final long serialVersionUID = 1L;

        UnusableDocument(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Reads a document.
     *
     * @throws UnusableDocument when it describes no client that can be served
     */
    static ClientDocument parse(String json) throws UnusableDocument {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JacksonException e) {
            throw new UnusableDocument("it is not JSON, or a text in it has a NUL character or half a surrogate pair");
        }
        if (!root.isObject()) {
            throw new UnusableDocument("it is not a JSON object");
        }
        for (String member : REFUSED) {
            if (root.has(member)) {
                throw new UnusableDocument("it has " + member + ", and clients with a document have no credentials");
            }
        }
        // OPTIONAL; left out it means a secret in RFC 7591, which such a client cannot have.
        String method = text(root, "token_endpoint_auth_method");
        if (method != null && !method.equals("none")) {
            throw new UnusableDocument("its token_endpoint_auth_method is not none");
        }
        List<String> grants = texts(root, "grant_types", List.of(AUTHORIZATION_CODE));
        if (!grants.contains(AUTHORIZATION_CODE)) {
            throw new UnusableDocument("its grant_types are without authorization_code");
        }
        if (!texts(root, "response_types", List.of(CODE)).contains(CODE)) {
            throw new UnusableDocument("its response_types are without code");
        }
        String clientId = text(root, "client_id");
        if (clientId == null) {
            throw new UnusableDocument("it has no client_id");
        }
        return new ClientDocument(
                clientId, name(root), redirectUris(root), scopes(root), grants.contains("refresh_token"));
    }

    /**
     * The client.
     *
     * @param url where the document is
     * @param allowed what such a client may ask for
     * @throws UnusableDocument when it is a document of another client, or asks for more
     */
    DescribedClient describe(ClientUrl url, Scopes allowed) throws UnusableDocument {
        if (!clientId.equals(url.value())) {
            throw new UnusableDocument("its client_id is not its URL");
        }
        if (scopes != null && !allowed.containsAll(scopes)) {
            throw new UnusableDocument("its scope has one that is not for clients with a document");
        }
        Scopes asked = scopes == null ? allowed : scopes;
        if (asked.toString().length() > Scopes.MAX_LENGTH) {
            throw new UnusableDocument("it has no scope, and all scopes of this server together are too long");
        }
        return new DescribedClient(url, name, redirectUris, asked, refreshes);
    }

    private static @Nullable String name(JsonNode root) throws UnusableDocument {
        String name = text(root, "client_name");
        if (name == null || name.isBlank()) {
            return null;
        }
        if (name.length() > DescribedClient.LONGEST_NAME || name.codePoints().anyMatch(Characters::isInvisible)) {
            throw new UnusableDocument("its client_name is longer than " + DescribedClient.LONGEST_NAME
                    + " characters, or has one that cannot be seen");
        }
        return name.strip();
    }

    private static List<RedirectUri> redirectUris(JsonNode root) throws UnusableDocument {
        List<String> texts = texts(root, "redirect_uris", List.of());
        if (texts.isEmpty() || texts.size() > MOST_URIS) {
            throw new UnusableDocument("it has no redirect_uris, or more than " + MOST_URIS);
        }
        try {
            return texts.stream().map(RedirectUri::new).toList();
        } catch (IllegalArgumentException e) {
            throw new UnusableDocument("one of its redirect_uris is refused: " + e.getMessage());
        }
    }

    private static @Nullable Scopes scopes(JsonNode root) throws UnusableDocument {
        String scope = text(root, "scope");
        try {
            return scope == null ? null : Scopes.parse(scope);
        } catch (IllegalArgumentException e) {
            throw new UnusableDocument("its scope is malformed");
        }
    }

    private static @Nullable String text(JsonNode root, String member) throws UnusableDocument {
        JsonNode value = root.get(member);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            throw new UnusableDocument("its " + member + " is not a string");
        }
        return value.stringValue();
    }

    private static List<String> texts(JsonNode root, String member, List<String> otherwise) throws UnusableDocument {
        JsonNode value = root.get(member);
        if (value == null) {
            return otherwise;
        }
        if (!value.isArray() || StreamSupport.stream(value.spliterator(), false).anyMatch(one -> !one.isString())) {
            throw new UnusableDocument("its " + member + " is not a list of strings");
        }
        return StreamSupport.stream(value.spliterator(), false)
                .map(JsonNode::stringValue)
                .toList();
    }
}
