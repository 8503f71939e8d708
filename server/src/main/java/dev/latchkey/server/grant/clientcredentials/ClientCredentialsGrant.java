package dev.latchkey.server.grant.clientcredentials;

import dev.latchkey.core.client.GrantType;
import dev.latchkey.server.grant.Grant;
import dev.latchkey.server.grant.GrantRequest;
import dev.latchkey.server.grant.GrantedTokens;
import dev.latchkey.server.token.AccessTokens;

/**
 * A client acts for itself: <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.4">RFC 6749, section 4.4</a>.
 * Stores nothing and asks nobody; there is no refresh token (section 4.4.3).
 */
public final class ClientCredentialsGrant implements Grant {

    private final AccessTokens accessTokens;

    public ClientCredentialsGrant(AccessTokens accessTokens) {
        this.accessTokens = accessTokens;
    }

    @Override
    public GrantType type() {
        return GrantType.CLIENT_CREDENTIALS;
    }

    @Override
    public GrantedTokens grant(GrantRequest request) {
        return new GrantedTokens(
                accessTokens.issue(
                        request.client(),
                        request.requestedScopes().orElse(request.client().scopes())),
                null);
    }
}
