package dev.latchkey.server.bearer;

import dev.latchkey.core.family.Family;
import dev.latchkey.server.token.AccessToken;
import dev.latchkey.server.token.Presented;
import dev.latchkey.server.token.TokenStates;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/**
 * Admits users by their access tokens; a token of a client without a user is refused. The family is looked up each time,
 * so that a disabled user is refused at once.
 */
public final class AccessTokenAuthenticator implements AuthenticationProvider {

    private final Presented presented;
    private final TokenStates states;
    private final @Nullable String audience;

    /**
     * For the endpoints of one audience.
     *
     * @param audience what the token must be meant for; null for an endpoint that a token is meant for by its scope,
     *     whatever its audience
     */
    public AccessTokenAuthenticator(Presented presented, TokenStates states, @Nullable String audience) {
        this.presented = presented;
        this.states = states;
        this.audience = audience;
    }

    /**
     * Authenticates the bearer of a token.
     *
     * @throws InvalidBearerTokenException when the token is not good, or not for this
     */
    @Override
    public Authentication authenticate(Authentication authentication) {
        String token = ((BearerTokenAuthenticationToken) authentication).getToken();
        AccessToken access = presented
                .accessToken(token)
                .orElseThrow(
                        () -> new InvalidBearerTokenException("The access token is malformed, forged or expired."));
        if (audience != null && !access.audience().contains(audience)) {
            throw new InvalidBearerTokenException("The access token is meant for another audience.");
        }
        Optional<Family> family = states.findFamily(access);
        return new SignedInUser(family.orElseThrow(SignedInUser::gone), access.scopes());
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return BearerTokenAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
