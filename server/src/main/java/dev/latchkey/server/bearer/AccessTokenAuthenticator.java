package dev.latchkey.server.bearer;

import dev.latchkey.core.family.Family;
import dev.latchkey.server.token.AccessToken;
import dev.latchkey.server.token.Presented;
import dev.latchkey.server.token.TokenStates;
import java.util.Optional;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/**
 * Admits users by their access tokens. This server is a resource server of its own here, with the issuer as its name:
 * a token that is meant for another audience only is refused, and so is one of a client without a user. The family is
 * looked up each time, so that a disabled user is refused at once.
 */
public final class AccessTokenAuthenticator implements AuthenticationProvider {

    private final Presented presented;
    private final TokenStates states;
    private final String issuer;

    public AccessTokenAuthenticator(Presented presented, TokenStates states, String issuer) {
        this.presented = presented;
        this.states = states;
        this.issuer = issuer;
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
        if (!access.audience().contains(issuer)) {
            throw new InvalidBearerTokenException("The access token is meant for another audience.");
        }
        Optional<Family> family = states.findFamily(access);
        return new SignedInUser(
                family.orElseThrow(() -> new InvalidBearerTokenException("The access token is no longer good.")),
                access.scopes());
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return BearerTokenAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
