package dev.latchkey.server.token;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.family.ExchangedFamilies;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.TokenFamilies;
import dev.latchkey.core.revocation.RevokedAccessTokens;
import dev.latchkey.server.cache.ClientDirectory;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a genuine access token is still active. Asks the database each time, so a revocation counts from its commit
 * on.
 */
public final class TokenStates {

    private final TokenFamilies families;
    private final ExchangedFamilies exchanges;
    private final RevokedAccessTokens revoked;
    private final ClientDirectory clients;

    public TokenStates(
            TokenFamilies families, ExchangedFamilies exchanges, RevokedAccessTokens revoked, ClientDirectory clients) {
        this.families = families;
        this.exchanges = exchanges;
        this.revoked = revoked;
        this.clients = clients;
    }

    /**
     * The live family of the sign-in that a user's token came from; empty when it ended, or its user or client is disabled. The
     * families of exchanged tokens are others, so those open nothing that is for the user alone.
     */
    public Optional<Family> findFamily(AccessToken token) {
        return isClientEnabled(token) ? token.family().flatMap(families::findLive) : Optional.empty();
    }

    /** Whether the token is not revoked, and its user and its client are enabled. */
    public boolean isActive(AccessToken token) {
        if (token.familyId() != null && !token.actors().isNone()) {
            return isClientEnabled(token) && exchanges.isLive(token.familyId());
        }
        if (token.familyId() != null) {
            return findFamily(token).isPresent();
        }
        return isClientEnabled(token) && !revoked.isRevoked(token.jti(), token.statusIndex());
    }

    private boolean isClientEnabled(AccessToken token) {
        return clients.find(token.clientId())
                .filter(client -> !client.isDisabled())
                .filter(client -> token.familyId() != null || !isOlderThanAllowed(token, client))
                .isPresent();
    }

    /**
     * Whether the token is older than its client, so of a deleted client with the same id, or an administrator revoked
     * it.
     */
    private static boolean isOlderThanAllowed(AccessToken token, Client client) {
        Instant notBefore = client.tokensNotBefore();
        return token.madeAt().isBefore(client.createdAt())
                || (notBefore != null && token.madeAt().isBefore(notBefore));
    }
}
