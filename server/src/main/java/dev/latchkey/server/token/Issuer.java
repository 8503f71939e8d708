package dev.latchkey.server.token;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.family.Exchange;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.resource.Targets;
import dev.latchkey.server.cache.ResourceDirectory;
import dev.latchkey.server.key.KeyDirectory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;

/** Issues the tokens of a response. No other code combines access, refresh and ID tokens. */
public final class Issuer {

    private final AccessTokens accessTokens;
    private final IdTokens idTokens;
    private final KeyDirectory keys;
    private final ResourceDirectory resources;

    public Issuer(AccessTokens accessTokens, IdTokens idTokens, KeyDirectory keys, ResourceDirectory resources) {
        this.accessTokens = accessTokens;
        this.idTokens = idTokens;
        this.keys = keys;
        this.resources = resources;
    }

    /**
     * Issues the tokens of a family in its present generation. There is a refresh token only when the client may
     * refresh, and an ID token only with the scope {@code openid} and after a sign-in with a browser.
     *
     * @param family whose resources the access token is for
     * @param scopes of the access token; when it is for resources, it gets those that mean something there
     * @param confirmation what the bearer of the access token has to prove; null for nothing
     * @throws dev.latchkey.core.connection.UnavailableException when there is no key that could sign
     * @throws OAuth2AuthenticationException {@code invalid_target} when none of the resources is there any more
     */
    public IssuedTokens issue(Client client, Family family, Scopes scopes, @Nullable Confirmation confirmation) {
        return issue(client, family, scopes, confirmation, null);
    }

    /**
     * As {@link #issue(Client, Family, Scopes, Confirmation)}, for the first tokens of a sign-in with a browser.
     *
     * @param nonce of the authorization request, for the ID token; null when it had none
     */
    public IssuedTokens issue(
            Client client, Family family, Scopes scopes, @Nullable Confirmation confirmation, @Nullable String nonce) {
        OAuth2AccessToken accessToken = accessTokens.issue(client, family, scopes, targets(family), confirmation);
        return new IssuedTokens(
                accessToken,
                client.mayUse(GrantType.REFRESH_TOKEN)
                        ? keys.refreshTokens().issue(family.id(), family.generation(), client.id())
                        : null,
                idTokens.issue(client, family, scopes, accessToken, nonce).orElse(null),
                null);
    }

    /**
     * Issues an access token for the client itself: <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.4.3">RFC
     * 6749, section 4.4.3</a>.
     *
     * @param targets what the token is for; none for what the client has
     * @param latest when it expires at the latest
     * @throws dev.latchkey.core.connection.UnavailableException when there is no key that could sign
     */
    public IssuedTokens issue(
            Client client, Scopes scopes, Targets targets, @Nullable Confirmation confirmation, Instant latest) {
        return new IssuedTokens(accessTokens.issue(client, scopes, targets, confirmation, latest), null, null, null);
    }

    /**
     * Issues an access token to a client that acts for the subject of another one.
     *
     * @param subject the access token that was exchanged; the new one expires with it at the latest
     * @param target the resource that the new one is for
     * @return empty when the exchanged token has expired meanwhile
     * @throws dev.latchkey.core.connection.UnavailableException when there is no key that could sign
     */
    public Optional<IssuedTokens> exchange(
            Client client,
            Exchange exchange,
            AccessToken subject,
            Targets target,
            Scopes scopes,
            @Nullable Confirmation confirmation) {
        OAuth2AccessToken issued = accessTokens.issue(client, exchange, subject, scopes, target, confirmation);
        return subject.expiresAt().isBefore(issued.getExpiresAt())
                ? Optional.empty()
                : Optional.of(new IssuedTokens(issued, null, null, IssuedTokens.ACCESS_TOKEN_TYPE));
    }

    /**
     * Those of the family's resources that are still there: one that was removed and added again is another one. Never none
     * for a family that has resources: its tokens would be good elsewhere.
     */
    private Targets targets(Family family) {
        List<String> named = family.restrictions().resources();
        Targets targets = resources.registered(named, family.begunAt());
        if (targets.isNone() && !named.isEmpty()) {
            throw new OAuth2AuthenticationException(new OAuth2Error(
                    "invalid_target",
                    "The administrator has removed the resource: " + String.join(" ", named) + ".",
                    null));
        }
        return targets;
    }
}
