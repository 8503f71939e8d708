package dev.latchkey.server.token;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.server.key.KeyDirectory;

/** The only code that pairs access and refresh tokens. */
public final class Issuer {

    private final AccessTokens accessTokens;
    private final KeyDirectory keys;

    public Issuer(AccessTokens accessTokens, KeyDirectory keys) {
        this.accessTokens = accessTokens;
        this.keys = keys;
    }

    /**
     * Tokens of a family in its present generation; a refresh token only when the client may refresh.
     *
     * @param scopes of the access token
     * @throws dev.latchkey.core.connection.UnavailableException when there is no key that could sign
     */
    public IssuedTokens issue(Client client, Family family, Scopes scopes) {
        return new IssuedTokens(
                accessTokens.issue(client, family, scopes),
                client.mayUse(GrantType.REFRESH_TOKEN)
                        ? keys.refreshTokens().issue(family.id(), family.generation(), client.id())
                        : null);
    }

    /**
     * An access token for a client itself: <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.4.3">RFC 6749,
     * section 4.4.3</a>.
     *
     * @throws dev.latchkey.core.connection.UnavailableException when there is no key that could sign
     */
    public IssuedTokens issue(Client client, Scopes scopes) {
        return new IssuedTokens(accessTokens.issue(client, scopes), null);
    }
}
