package dev.latchkey.core.resource;

import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.text.Characters;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An API that access tokens can be for: <a href="https://www.rfc-editor.org/rfc/rfc8707#section-2">RFC 8707, section
 * 2</a>.
 *
 * @param uri that clients name it by, compared character by character
 * @param scopes that mean something there
 * @param name that people know it by, beside the URI; null for none
 * @param servedBy the client id of the client that is this API, and may exchange the access tokens that are sent to it (<a
 *     href="https://www.rfc-editor.org/rfc/rfc8693">RFC 8693</a>); null for none
 */
public record Resource(
        String uri,
        Scopes scopes,
        @Nullable String name,
        @Nullable String servedBy) {

    /** In characters. */
    private static final int MAX_LENGTH = 512;

    private static final int MOST_SCOPES = 100;
    private static final int LONGEST_NAME = 100;

    private static final Pattern URI = Pattern.compile(
            "(https://(([a-z0-9_-]+\\.)*[a-z0-9_-]+|\\[[0-9a-f:.]+])|http://(localhost|127\\.0\\.0\\.1|\\[::1]))"
                    + "(:[1-9][0-9]{0,4})?([/?]([A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?");

    /**
     * Checks what can be checked without the database.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public Resource {
        if (uri.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("The URI of a resource has at most " + MAX_LENGTH + " characters.");
        }
        if (uri.indexOf('#') >= 0) {
            throw new IllegalArgumentException("The URI of a resource has no fragment (#).");
        }
        if (!URI.matcher(uri).matches()) {
            throw new IllegalArgumentException("The URI of a resource is https://host/path with the host in lower case;"
                    + " http:// only with localhost, 127.0.0.1 or [::1].");
        }
        if (scopes.isEmpty() || scopes.tokens().size() > MOST_SCOPES) {
            throw new IllegalArgumentException("A resource has 1 to " + MOST_SCOPES + " scopes.");
        }
        if (scopes.toString().length() > Scopes.MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "The scopes of a resource have at most " + Scopes.MAX_LENGTH + " characters together.");
        }
        // But a resource may want to know the groups of users.
        Scopes others =
                scopes.with(Scopes.NONE, Scopes.of(List.of(Scopes.GROUPS))).intersect(Scopes.OPENID_CONNECT);
        if (!others.isEmpty()) {
            throw new IllegalArgumentException("The scopes of OpenID Connect are not for a resource: " + others + ".");
        }
        if (name != null
                && (name.isBlank()
                        || !name.equals(name.strip())
                        || name.length() > LONGEST_NAME
                        || name.codePoints().anyMatch(Characters::isInvisible))) {
            throw new IllegalArgumentException("The name of a resource has 1 to " + LONGEST_NAME
                    + " visible characters, and no blanks at its ends.");
        }
    }

    /**
     * A resource that no client serves.
     *
     * @throws IllegalArgumentException as above
     */
    public Resource(String uri, Scopes scopes, @Nullable String name) {
        this(uri, scopes, name, null);
    }

    /**
     * A resource without a name, that no client serves.
     *
     * @throws IllegalArgumentException as above
     */
    public Resource(String uri, Scopes scopes) {
        this(uri, scopes, null);
    }
}
