package dev.latchkey.server.introspection;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.family.Family;
import dev.latchkey.core.family.RefreshToken;
import dev.latchkey.core.family.TokenFamilies;
import dev.latchkey.server.clientauth.AuthenticatedClient;
import dev.latchkey.server.token.AccessToken;
import dev.latchkey.server.token.Confirmation;
import dev.latchkey.server.token.Presented;
import dev.latchkey.server.token.TokenStates;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenIntrospection;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenIntrospectionAuthenticationToken;

/**
 * Answers whether a token is active, to the client that it was issued to and to its audience: <a
 * href="https://www.rfc-editor.org/rfc/rfc7662#section-2">RFC 7662, section 2</a>. The answer is "inactive" unless
 * every check succeeds. A client learns nothing about the tokens of other clients.
 */
public final class IntrospectionProvider implements AuthenticationProvider {

    private static final OAuth2TokenIntrospection INACTIVE =
            OAuth2TokenIntrospection.builder(false).build();

    private final Presented presented;
    private final TokenStates states;
    private final TokenFamilies families;
    private final String issuer;
    private final AudienceHints hints;

    public IntrospectionProvider(
            Presented presented, TokenStates states, TokenFamilies families, String issuer, InstantSource clock) {
        this.presented = presented;
        this.states = states;
        this.families = families;
        this.issuer = issuer;
        this.hints = new AudienceHints(clock);
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        OAuth2TokenIntrospectionAuthenticationToken request =
                (OAuth2TokenIntrospectionAuthenticationToken) authentication;
        AuthenticatedClient caller = AuthenticatedClient.confidential((Authentication) request.getPrincipal());
        String token = request.getToken();
        // token_type_hint OPTIONAL, and not needed
        OAuth2TokenIntrospection answer = presented
                .token(token, caller.client())
                .flatMap(genuine -> switch (genuine) {
                    case Presented.Refresh(RefreshToken refresh) -> introspect(refresh, caller.client());
                    case Presented.Access(AccessToken access) -> introspect(access, caller.client());
                })
                .orElse(INACTIVE);
        return new OAuth2TokenIntrospectionAuthenticationToken(token, caller, answer);
    }

    private Optional<OAuth2TokenIntrospection> introspect(AccessToken token, Client caller) {
        return Optional.of(token)
                .filter(access -> mayAsk(caller, access))
                .filter(states::isActive)
                .map(this::describe);
    }

    private boolean mayAsk(Client caller, AccessToken token) {
        boolean may = token.clientId().equals(caller.clientId())
                || token.audience().stream().anyMatch(caller.audiences()::contains);
        if (!may) {
            hints.notMeantFor(caller, token);
        }
        return may;
    }

    private OAuth2TokenIntrospection describe(AccessToken token) {
        Map<String, Object> claims = new LinkedHashMap<>(token.claims());
        claims.putAll(active(token.clientId(), token.subject()));
        Confirmation confirmation = token.confirmation();
        claims.put("token_type", "Bearer");
        if (confirmation != null) {
            claims.put("token_type", confirmation.tokenType().getValue());
            claims.put("cnf", confirmation.claim());
        }
        if (!token.actors().isNone()) {
            claims.put("act", token.actors().claim());
        }
        claims.put("iss", issuer);
        claims.put("aud", token.audience());
        claims.put("jti", token.jti().toString());
        claims.put("iat", token.issuedAt());
        claims.put("exp", token.expiresAt());
        putScope(claims, token.scopes().tokens());
        if (token.username() != null) {
            claims.put("username", token.username());
        }
        token.family().ifPresent(family -> claims.put("sid", family.toString()));
        return OAuth2TokenIntrospection.withClaims(claims).build();
    }

    /** A refresh token is the business of the client that holds it, and good in its newest generation only. */
    private Optional<OAuth2TokenIntrospection> introspect(RefreshToken token, Client caller) {
        return families.findRefreshable(token.familyId())
                .filter(family -> family.generation() == token.generation())
                .map(family -> describe(family, caller));
    }

    private OAuth2TokenIntrospection describe(Family family, Client client) {
        Map<String, Object> claims = active(client.clientId(), family.userId().toString());
        claims.put("iss", issuer);
        claims.put("exp", family.expiresAt());
        putScope(claims, family.scopes().intersect(client.scopes()).tokens());
        if (!family.restrictions().resources().isEmpty()) {
            claims.put("aud", family.restrictions().resources());
        }
        claims.put("username", family.username());
        claims.put("sid", family.id().toString());
        return OAuth2TokenIntrospection.withClaims(claims).build();
    }

    private static Map<String, Object> active(String clientId, String subject) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("active", true);
        claims.put("client_id", clientId);
        claims.put("sub", subject);
        return claims;
    }

    private static void putScope(Map<String, Object> claims, Set<String> scopes) {
        if (!scopes.isEmpty()) {
            claims.put("scope", List.copyOf(scopes));
        }
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2TokenIntrospectionAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
