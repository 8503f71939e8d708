package dev.latchkey.server.grant.refresh;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.RefreshOutcome;
import dev.latchkey.core.family.RefreshToken;
import dev.latchkey.core.family.Refreshes;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.server.dpop.RefusedProof;
import dev.latchkey.server.grant.Grant;
import dev.latchkey.server.grant.GrantErrors;
import dev.latchkey.server.grant.GrantRequest;
import dev.latchkey.server.token.IssuedTokens;
import dev.latchkey.server.token.Issuer;
import dev.latchkey.server.token.Presented;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;

/**
 * The next tokens of a sign-in: <a href="https://www.rfc-editor.org/rfc/rfc6749#section-6">RFC 6749, section 6</a>. A
 * token that this server did not make for this client never reaches the database.
 */
public final class RefreshGrant implements Grant {

    private static final Logger LOG = LoggerFactory.getLogger(RefreshGrant.class);

    private final Presented presented;
    private final Refreshes refreshes;
    private final Issuer issuer;
    private final RefreshMetrics metrics;

    public RefreshGrant(Presented presented, Refreshes refreshes, Issuer issuer, RefreshMetrics metrics) {
        this.presented = presented;
        this.refreshes = refreshes;
        this.issuer = issuer;
        this.metrics = metrics;
    }

    @Override
    public GrantType type() {
        return GrantType.REFRESH_TOKEN;
    }

    @Override
    public IssuedTokens grant(GrantRequest request) {
        Client client = request.client();
        // refresh_token REQUIRED
        Optional<RefreshToken> genuine =
                presented.refreshToken(request.required(OAuth2ParameterNames.REFRESH_TOKEN), client);
        if (genuine.isEmpty()) {
            metrics.countForged();
            LOG.info("Refused a refresh for client '{}': not a refresh token of this client", client.clientId());
            throw GrantErrors.invalidRefreshToken();
        }
        RefreshToken token = genuine.get();
        RefreshOutcome outcome = refreshes.refresh(
                token,
                client.id(),
                client.lifetimes().refreshIdle(),
                client.lifetimes().refreshGrace(),
                client.safeguards().rotates(),
                request.requestedScopes().orElse(Scopes.NONE),
                request.targets().uris(),
                request.refreshKey());
        metrics.count(outcome);
        Family family = switch (outcome) {
            case RefreshOutcome.Rotated(Family rotated) -> request.narrow(rotated);
            case RefreshOutcome.Repeated(Family current) -> {
                LOG.info(
                        "Client '{}' refreshes family {} once more: answered the same",
                        client.clientId(),
                        current.id());
                yield request.narrow(current);
            }
            case RefreshOutcome.Refused(RefreshOutcome.Refusal reason) -> {
                LOG.info(
                        "Refused a refresh of family {} for client '{}': {}",
                        token.familyId(),
                        client.clientId(),
                        reason);
                throw switch (reason) {
                    case SCOPE_EXCEEDED -> GrantErrors.invalidScope();
                    case UNPROVED ->
                        RefusedProof.invalid("The refresh token is bound to a key or a certificate, and the request"
                                + " proves none.");
                    case TARGET_EXCEEDED ->
                        GrantErrors.invalidTarget(request.targets().uris());
                    default -> GrantErrors.invalidRefreshToken();
                };
            }
        };
        // A narrower scope or resource narrows this access token only; what the sign-in was granted stays as it was.
        Scopes scopes =
                request.requestedScopes().orElseGet(() -> family.scopes().intersect(client.scopes()));
        return issuer.issue(client, family, scopes, request.confirmation());
    }
}
