package dev.latchkey.server.grant.clientcredentials;

import dev.latchkey.core.client.GrantType;
import dev.latchkey.server.dpop.ProofVerifier;
import dev.latchkey.server.grant.Grant;
import dev.latchkey.server.grant.GrantRequest;
import dev.latchkey.server.token.IssuedTokens;
import dev.latchkey.server.token.Issuer;

/**
 * A client acts for itself: <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.4">RFC 6749, section 4.4</a>.
 * Needs no database, except that a proof of a key is accepted once; there is no refresh token (section 4.4.3).
 */
public final class ClientCredentialsGrant implements Grant {

    private final Issuer issuer;
    private final ProofVerifier proofs;

    public ClientCredentialsGrant(Issuer issuer, ProofVerifier proofs) {
        this.issuer = issuer;
        this.proofs = proofs;
    }

    @Override
    public GrantType type() {
        return GrantType.CLIENT_CREDENTIALS;
    }

    @Override
    public IssuedTokens grant(GrantRequest request) {
        proofs.spend(request.proof());
        return issuer.issue(
                request.client(),
                request.requestedScopes().orElse(request.client().scopes()),
                request.targets(),
                request.confirmation(),
                request.latestEnd());
    }
}
