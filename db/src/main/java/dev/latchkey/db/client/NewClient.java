package dev.latchkey.db.client;

import dev.latchkey.db.key.KeyAlgorithm;
import dev.latchkey.db.sql.Ids;
import dev.latchkey.db.token.Scopes;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An application that is to be added.
 *
 * @param confidential whether it can keep a secret; a public client cannot use client credentials
 * @param origins the web pages that may call the server from a browser as this client
 * @param signingAlgorithm null for the server's default
 */
public record NewClient(
        String clientId,
        @Nullable String name,
        boolean confidential,
        Set<GrantType> grantTypes,
        Scopes scopes,
        List<String> audiences,
        List<Origin> origins,
        @Nullable KeyAlgorithm signingAlgorithm,
        Lifetimes lifetimes) {

    /** RFC 6749, appendix A.1, without the colon, which ends the name in a Basic header. */
    private static final Pattern SYNTAX = Pattern.compile("[!-9;-~]{1,128}");

    /**
     * Checks what can be checked without the database.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public NewClient {
        if (!SYNTAX.matcher(clientId).matches() || clientId.startsWith("-")) {
            throw new IllegalArgumentException(
                    "A client id is 1 to 128 visible ASCII characters without a colon, and does not begin with a dash.");
        }
        if (grantTypes.isEmpty()) {
            throw new IllegalArgumentException("A client needs at least one grant type.");
        }
        if (!confidential && grantTypes.contains(GrantType.CLIENT_CREDENTIALS)) {
            throw new IllegalArgumentException("A public client has no credentials for the client_credentials grant.");
        }
        if (signingAlgorithm == KeyAlgorithm.HS256) {
            throw new IllegalArgumentException("Access tokens are signed with RS256 or ES256.");
        }
        for (String audience : audiences) {
            if (audience.isBlank() || audience.chars().anyMatch(c -> c <= 0x20 || c > 0x7E)) {
                throw new IllegalArgumentException("An audience is visible ASCII, most often a URL.");
            }
        }
    }

    /**
     * Returns this client if a new one may be called so. A client that has an older client id keeps it.
     *
     * @throws IllegalArgumentException when the client id has the form of an id, which it could be mistaken for
     */
    public NewClient requireNew() {
        if (Ids.parse(clientId).isPresent()) {
            throw new IllegalArgumentException("A client id does not have the form of an id (UUID).");
        }
        return this;
    }
}
