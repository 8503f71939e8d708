package dev.latchkey.server.grant;

import dev.latchkey.core.client.GrantType;
import dev.latchkey.server.token.IssuedTokens;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;

/** Passes a token request to its grant, and the tokens to the endpoint. */
public final class GrantProvider implements AuthenticationProvider {

    private final Map<String, Grant> grants;

    public GrantProvider(List<Grant> grants) {
        this.grants = grants.stream()
                .collect(Collectors.toUnmodifiableMap(grant -> grant.type().value(), Function.identity()));
        if (this.grants.size() != GrantType.values().length) {
            throw new IllegalArgumentException("There are grant types without a grant.");
        }
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        GrantRequest request = (GrantRequest) authentication;
        Grant grant = Objects.requireNonNull(grants.get(request.getGrantType().getValue()));
        IssuedTokens granted = grant.grant(request);
        return new OAuth2AccessTokenAuthenticationToken(
                Objects.requireNonNull(request.principal().getRegisteredClient()),
                request.principal(),
                granted.accessToken(),
                granted.refreshToken() == null
                        ? null
                        : new OAuth2RefreshToken(
                                granted.refreshToken(), granted.accessToken().getIssuedAt()),
                more(granted));
    }

    private static Map<String, Object> more(IssuedTokens granted) {
        if (granted.issuedTokenType() != null) {
            return Map.of("issued_token_type", granted.issuedTokenType());
        }
        return granted.idToken() == null ? Map.of() : Map.of(OidcParameterNames.ID_TOKEN, granted.idToken());
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return GrantRequest.class.isAssignableFrom(authentication);
    }
}
