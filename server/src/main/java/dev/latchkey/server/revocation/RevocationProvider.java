package dev.latchkey.server.revocation;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.family.ExchangedFamilies;
import dev.latchkey.core.family.RefreshToken;
import dev.latchkey.core.family.Revocations;
import dev.latchkey.core.revocation.RevokedAccessTokens;
import dev.latchkey.server.clientauth.AuthenticatedClient;
import dev.latchkey.server.token.AccessToken;
import dev.latchkey.server.token.Presented;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenRevocationAuthenticationToken;

/**
 * Revokes a token for the client that it was issued to:
 * <a href="https://www.rfc-editor.org/rfc/rfc7009#section-2">RFC 7009, section 2</a>. With any token of a family the
 * whole family goes. Everything else, from another client's token to garbage, is answered in the same way and changes
 * nothing.
 */
public final class RevocationProvider implements AuthenticationProvider {

    private static final Logger LOG = LoggerFactory.getLogger(RevocationProvider.class);

    private static final String REASON = "client_request";

    private final Presented presented;
    private final Revocations revocations;
    private final ExchangedFamilies exchanges;
    private final RevokedAccessTokens revoked;

    public RevocationProvider(
            Presented presented, Revocations revocations, ExchangedFamilies exchanges, RevokedAccessTokens revoked) {
        this.presented = presented;
        this.revocations = revocations;
        this.exchanges = exchanges;
        this.revoked = revoked;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        OAuth2TokenRevocationAuthenticationToken request = (OAuth2TokenRevocationAuthenticationToken) authentication;
        AuthenticatedClient caller = AuthenticatedClient.of((Authentication) request.getPrincipal());
        revoke(request.getToken(), caller.client());
        // The endpoint looks at nothing in this but that it is there.
        return new OAuth2TokenRevocationAuthenticationToken(
                new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, request.getToken(), null, null), caller);
    }

    private void revoke(String token, Client caller) {
        presented.token(token, caller).ifPresent(genuine -> {
            switch (genuine) {
                case Presented.Refresh(RefreshToken refresh) -> revokeFamily(refresh.familyId(), caller);
                case Presented.Access(AccessToken access) -> revoke(access, caller);
            }
        });
    }

    private void revoke(AccessToken token, Client caller) {
        if (!token.clientId().equals(caller.clientId())) {
            return;
        }
        if (token.familyId() != null && !token.actors().isNone()) {
            // No audit row, as for the exchange.
            if (exchanges.end(token.familyId())) {
                LOG.info("Client '{}' revoked exchanged family {}", caller.clientId(), token.familyId());
            }
        } else if (token.familyId() != null) {
            revokeFamily(token.familyId(), caller);
        } else {
            revoked.revoke(token.jti(), token.expiresAt());
        }
    }

    private void revokeFamily(UUID familyId, Client caller) {
        if (revocations.revoke(familyId, REASON, Attribution.of("client:" + caller.clientId()))) {
            LOG.info("Client '{}' revoked family {}", caller.clientId(), familyId);
        }
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2TokenRevocationAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
