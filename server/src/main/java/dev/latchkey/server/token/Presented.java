package dev.latchkey.server.token;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.device.DeviceCode;
import dev.latchkey.core.family.AuthorizationCode;
import dev.latchkey.core.family.RefreshToken;
import dev.latchkey.server.key.KeyDirectory;
import java.util.Optional;
import java.util.UUID;

/**
 * Recognises the tokens and codes that callers present. No other code does, so all endpoints agree on what a string
 * is. What it recognises is genuine, and an access token has not expired. {@link TokenStates} tells whether one was
 * revoked.
 */
public final class Presented {

    /** A recognised token. */
    public sealed interface Token {}

    /** A refresh token of the client that presented it. */
    public record Refresh(RefreshToken token) implements Token {}

    /** An access token, whichever client presented it. */
    public record Access(AccessToken token) implements Token {}

    private final AccessTokens accessTokens;
    private final KeyDirectory keys;

    public Presented(AccessTokens accessTokens, KeyDirectory keys) {
        this.accessTokens = accessTokens;
        this.keys = keys;
    }

    /**
     * Recognises a refresh or an access token by its form. The {@code token_type_hint} of a client (RFC 7009, section
     * 2.1) is not needed for that.
     *
     * @return empty for a forged token, for a refresh token of another client, and for the other tokens that this
     *     server signs: ID tokens, logout tokens and status lists
     * @throws dev.latchkey.core.connection.UnavailableException when the key that may have made it cannot be opened
     */
    public Optional<Token> token(String text, Client client) {
        Optional<RefreshToken> refresh = RefreshToken.parse(text);
        return refresh.isPresent()
                ? refresh.filter(token -> keys.isAuthentic(token, client.id())).map(Refresh::new)
                : accessToken(text).map(Access::new);
    }

    /** Recognises a refresh token that was issued to this client; throws as {@link #token} does. */
    public Optional<RefreshToken> refreshToken(String text, Client client) {
        return RefreshToken.parse(text).filter(token -> keys.isAuthentic(token, client.id()));
    }

    /** Recognises an access token that has not expired; throws as {@link #token} does. */
    public Optional<AccessToken> accessToken(String text) {
        return accessTokens.verify(text);
    }

    /**
     * Recognises a device code that was issued to this client; returns the id of its grant. Throws as {@link #token}
     * does.
     */
    public Optional<UUID> deviceCode(String text, Client client) {
        return keys.recognise(proofs -> DeviceCode.read(proofs, text, client.id()));
    }

    /** Recognises an authorization code, also an expired or used one; throws as {@link #token} does. */
    public Optional<AuthorizationCode> authorizationCode(String text) {
        return keys.recognise(proofs -> AuthorizationCode.open(proofs, text));
    }
}
