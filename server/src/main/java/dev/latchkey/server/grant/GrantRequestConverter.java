package dev.latchkey.server.grant;

import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.resource.Targets;
import dev.latchkey.server.cache.ResourceDirectory;
import dev.latchkey.server.clientauth.AuthenticatedClient;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * The phases of the token endpoint that no grant can skip, in their order: the grant is known, the client is
 * authenticated, it may use this grant, it may have the scope and the resources. All of this comes before expensive work.
 */
public final class GrantRequestConverter implements AuthenticationConverter {

    private final ResourceDirectory resources;

    public GrantRequestConverter(ResourceDirectory resources) {
        this.resources = resources;
    }

    /**
     * Reads a token request.
     *
     * @throws OAuth2AuthenticationException {@code unsupported_grant_type}, {@code unauthorized_client},
     *     {@code invalid_scope} or {@code invalid_target}
     */
    @Override
    public Authentication convert(HttpServletRequest request) {
        // grant_type REQUIRED; the filter before has seen to that
        GrantType grant = GrantType.ofParameter(request.getParameter(OAuth2ParameterNames.GRANT_TYPE))
                .orElseThrow(() -> GrantErrors.error(
                        OAuth2ErrorCodes.UNSUPPORTED_GRANT_TYPE, "This server does not know that grant."));
        AuthenticatedClient client =
                AuthenticatedClient.of(SecurityContextHolder.getContext().getAuthentication());
        if (!client.client().mayUse(grant)) {
            throw GrantErrors.error(OAuth2ErrorCodes.UNAUTHORIZED_CLIENT, "This client may not use that grant.");
        }
        // scope OPTIONAL
        Optional<Scopes> scopes = parseScopes(request.getParameter(OAuth2ParameterNames.SCOPE));
        if (scopes.isPresent() && !client.client().scopes().containsAll(scopes.get())) {
            throw GrantErrors.invalidScope();
        }
        // resource OPTIONAL, more than once too
        String[] named = request.getParameterValues(ResourceDirectory.PARAMETER);
        Targets targets = resources
                .find(client.client(), named == null ? List.of() : List.of(named))
                .orElseThrow(GrantErrors::invalidTarget);
        return new GrantRequest(
                grant.value(),
                client,
                request.getParameterMap(),
                scopes,
                targets,
                new GrantRequest.Sender(request.getRemoteAddr(), request.getHeader(HttpHeaders.USER_AGENT)));
    }

    private static Optional<Scopes> parseScopes(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            Scopes scopes = Scopes.parse(text);
            return scopes.isEmpty() ? Optional.empty() : Optional.of(scopes);
        } catch (IllegalArgumentException e) {
            throw GrantErrors.error(OAuth2ErrorCodes.INVALID_SCOPE, "The scope is not a list of scope tokens.");
        }
    }
}
