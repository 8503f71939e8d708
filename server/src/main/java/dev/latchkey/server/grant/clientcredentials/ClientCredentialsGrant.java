package dev.latchkey.server.grant.clientcredentials;

import dev.latchkey.core.client.GrantType;
import dev.latchkey.server.grant.Grant;
import dev.latchkey.server.grant.GrantRequest;
import dev.latchkey.server.token.IssuedTokens;
import dev.latchkey.server.token.Issuer;

/**
 * A client acts for itself: <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.4">RFC 6749, section 4.4</a>.
 * Needs no database and no other server; there is no refresh token (section 4.4.3).
 */
public final class ClientCredentialsGrant implements Grant {

    private final Issuer issuer;

    public ClientCredentialsGrant(Issuer issuer) {
        this.issuer = issuer;
    }

    @Override
    public GrantType type() {
        return GrantType.CLIENT_CREDENTIALS;
    }

    @Override
    public IssuedTokens grant(GrantRequest request) {
        return issuer.issue(
                request.client(),
                request.requestedScopes().orElse(request.client().scopes()),
                request.targets(),
                null);
    }
}
