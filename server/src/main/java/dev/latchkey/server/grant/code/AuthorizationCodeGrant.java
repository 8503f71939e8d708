package dev.latchkey.server.grant.code;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.family.AuthorizationCode;
import dev.latchkey.core.family.AuthorizationCodes;
import dev.latchkey.core.family.CodeOutcome;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.Redemption;
import dev.latchkey.server.dpop.RefusedProof;
import dev.latchkey.server.grant.Grant;
import dev.latchkey.server.grant.GrantErrors;
import dev.latchkey.server.grant.GrantRequest;
import dev.latchkey.server.token.IssuedTokens;
import dev.latchkey.server.token.Issuer;
import dev.latchkey.server.token.Presented;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;

/**
 * The first tokens of a sign-in with a browser: <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3">RFC 6749,
 * section 4.1.3</a>. A code that this server did not make never reaches the database.
 */
public final class AuthorizationCodeGrant implements Grant {

    private static final Logger LOG = LoggerFactory.getLogger(AuthorizationCodeGrant.class);

    private final Presented presented;
    private final AuthorizationCodes codes;
    private final Issuer issuer;

    public AuthorizationCodeGrant(Presented presented, AuthorizationCodes codes, Issuer issuer) {
        this.presented = presented;
        this.codes = codes;
        this.issuer = issuer;
    }

    @Override
    public GrantType type() {
        return GrantType.AUTHORIZATION_CODE;
    }

    @Override
    public IssuedTokens grant(GrantRequest request) {
        Client client = request.client();
        // code REQUIRED
        String text = request.required(OAuth2ParameterNames.CODE);
        AuthorizationCode code = presented.authorizationCode(text).orElseThrow(() -> {
            LOG.info("Refused a code of client '{}': not one that this server made", client.clientId());
            return GrantErrors.invalidCode();
        });
        if (code.grant().restrictions().jkt() != null && request.provedKey() == null) {
            // The client has forgotten it, which costs it nothing; with a proof of another key the code is burnt.
            throw RefusedProof.invalid("The code is bound to a key and needs a DPoP proof.");
        }
        if (!code.grant()
                .restrictions()
                .resources()
                .containsAll(request.targets().uris())) {
            LOG.info("Refused code {} of client '{}': not for that resource", code.familyId(), client.clientId());
            throw GrantErrors.invalidTarget(request.targets().uris());
        }
        Family family = switch (codes.redeem(code, redemption(request, client))) {
            case CodeOutcome.Redeemed(Family begun) -> request.narrow(begun);
            case CodeOutcome.Refused(CodeOutcome.Refusal reason) -> {
                LOG.info("Refused code {} of client '{}': {}", code.familyId(), client.clientId(), reason);
                throw GrantErrors.invalidCode();
            }
        };
        return issuer.issue(
                client,
                family,
                family.scopes().intersect(client.scopes()),
                request.confirmation(),
                code.grant().nonce());
    }

    private static Redemption redemption(GrantRequest request, Client client) {
        return new Redemption(
                client.id(),
                // redirect_uri REQUIRED, because the authorization request had one
                request.optional(OAuth2ParameterNames.REDIRECT_URI),
                // code_verifier REQUIRED if the authorization request had a challenge
                request.optional(PkceParameterNames.CODE_VERIFIER),
                client.signIn().asksConsent(),
                client.signIn().backchannelLogoutUri() != null,
                client.familyLifetime(),
                client.familyIdleTime(),
                request.provedKey(),
                !client.confidential());
    }
}
