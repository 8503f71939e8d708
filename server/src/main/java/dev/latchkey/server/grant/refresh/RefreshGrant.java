package dev.latchkey.server.grant.refresh;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.RefreshOutcome;
import dev.latchkey.core.family.RefreshToken;
import dev.latchkey.core.family.Refreshes;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.server.grant.Grant;
import dev.latchkey.server.grant.GrantErrors;
import dev.latchkey.server.grant.GrantRequest;
import dev.latchkey.server.grant.GrantedTokens;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.token.AccessTokens;
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

    private final KeyDirectory keys;
    private final Refreshes refreshes;
    private final AccessTokens accessTokens;
    private final RefreshMetrics metrics;

    public RefreshGrant(KeyDirectory keys, Refreshes refreshes, AccessTokens accessTokens, RefreshMetrics metrics) {
        this.keys = keys;
        this.refreshes = refreshes;
        this.accessTokens = accessTokens;
        this.metrics = metrics;
    }

    @Override
    public GrantType type() {
        return GrantType.REFRESH_TOKEN;
    }

    @Override
    public GrantedTokens grant(GrantRequest request) {
        Client client = request.client();
        Optional<RefreshToken> presented = RefreshToken.parse(request.required(OAuth2ParameterNames.REFRESH_TOKEN));
        if (presented.isEmpty() || !keys.isAuthentic(presented.get(), client.id())) {
            metrics.countForged();
            LOG.info("Refused a refresh for client '{}': not a refresh token of this client", client.clientId());
            throw GrantErrors.invalidGrant();
        }
        RefreshToken token = presented.get();
        RefreshOutcome outcome = refreshes.refresh(
                token,
                client.id(),
                client.lifetimes().refreshIdle(),
                client.lifetimes().refreshGrace(),
                request.requestedScopes().orElse(Scopes.NONE));
        metrics.count(outcome);
        Family family = switch (outcome) {
            case RefreshOutcome.Rotated(Family rotated) -> rotated;
            case RefreshOutcome.Repeated(Family current) -> {
                LOG.info(
                        "Client '{}' refreshes family {} once more: answered the same",
                        client.clientId(),
                        current.id());
                yield current;
            }
            case RefreshOutcome.Refused(RefreshOutcome.Refusal reason) -> {
                LOG.info(
                        "Refused a refresh of family {} for client '{}': {}",
                        token.familyId(),
                        client.clientId(),
                        reason);
                throw reason == RefreshOutcome.Refusal.SCOPE_EXCEEDED
                        ? GrantErrors.invalidScope()
                        : GrantErrors.invalidGrant();
            }
        };
        // A narrower scope narrows this access token only; what the sign-in was granted stays as it was.
        Scopes scopes =
                request.requestedScopes().orElseGet(() -> family.scopes().intersect(client.scopes()));
        return new GrantedTokens(
                accessTokens.issue(client, family, scopes),
                keys.refreshTokens().issue(family.id(), family.generation(), client.id()));
    }
}
