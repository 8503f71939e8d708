package dev.latchkey.server.grant;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.TokenBinding;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.resource.Targets;
import dev.latchkey.server.cache.ResourceDirectory;
import dev.latchkey.server.clientauth.AuthenticatedClient;
import dev.latchkey.server.clientauth.ClientCertificates;
import dev.latchkey.server.dpop.Proof;
import dev.latchkey.server.dpop.ProofVerifier;
import dev.latchkey.server.dpop.RefusedProof;
import dev.latchkey.server.token.Confirmation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * The phases of the token endpoint that no grant can skip, in their order: the grant is known, the client is
 * authenticated, it may use this grant, it may have the scope and the resources, the proof of a key is good. All of this
 * comes before expensive work.
 */
public final class GrantRequestConverter implements AuthenticationConverter {

    private static final Logger LOG = LoggerFactory.getLogger(GrantRequestConverter.class);

    private final ResourceDirectory resources;
    private final ProofVerifier proofs;
    private final ClientCertificates certificates;

    public GrantRequestConverter(ResourceDirectory resources, ProofVerifier proofs, ClientCertificates certificates) {
        this.resources = resources;
        this.proofs = proofs;
        this.certificates = certificates;
    }

    /**
     * Reads a token request.
     *
     * @throws OAuth2AuthenticationException {@code unsupported_grant_type}, {@code unauthorized_client},
     *     {@code invalid_scope} or {@code invalid_target}
     * @throws RefusedProof when the proof is not good, or missing and the client has to have one
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
        if (client.isFederated() && grant != GrantType.CLIENT_CREDENTIALS) {
            // What a user allowed would outlive the assertion.
            throw GrantErrors.error(
                    OAuth2ErrorCodes.UNAUTHORIZED_CLIENT,
                    "With an assertion of another issuer a client gets tokens for itself only.");
        }
        // scope OPTIONAL
        Optional<Scopes> scopes = parseScopes(request.getParameter(OAuth2ParameterNames.SCOPE));
        if (scopes.isPresent() && !client.client().scopes().containsAll(scopes.get())) {
            throw GrantErrors.invalidScope();
        }
        // resource OPTIONAL, more than once too
        Targets targets = targets(client.client(), request.getParameterValues(ResourceDirectory.PARAMETER));
        if (scopes.isPresent() && targets.ofGrant(scopes.get()).isEmpty()) {
            throw GrantErrors.invalidScope();
        }
        return new GrantRequest(
                grant.value(),
                client,
                request.getParameterMap(),
                scopes,
                targets,
                new GrantRequest.Sender(request.getRemoteAddr(), request.getHeader(HttpHeaders.USER_AGENT)),
                proof(request, client.client()),
                certificate(request, client.client()));
    }

    private Targets targets(Client client, String @Nullable [] values) {
        List<String> named = values == null ? List.of() : List.of(values);
        return resources.find(client, named).orElseThrow(() -> {
            String refusal = resources.refusal(client, named);
            LOG.info("Refused a token request of client '{}': {}", client.clientId(), refusal);
            return GrantErrors.error(GrantErrors.INVALID_TARGET, refusal);
        });
    }

    private Optional<Proof> proof(HttpServletRequest request, Client client) {
        TokenBinding binding = client.safeguards().binding();
        if (binding == TokenBinding.TLS) {
            return Optional.empty();
        }
        Optional<Proof> proof = proofs.read(request);
        if (proof.isEmpty() && binding == TokenBinding.DPOP) {
            throw RefusedProof.invalid("This client has to send a DPoP proof.");
        }
        return proof;
    }

    /** What the tokens of this client are bound to: <a href="https://www.rfc-editor.org/rfc/rfc8705#section-3">RFC 8705, section 3</a>. */
    private Confirmation.@Nullable Certificate certificate(HttpServletRequest request, Client client) {
        if (client.safeguards().binding() != TokenBinding.TLS) {
            return null;
        }
        return certificates
                .of(request)
                .map(ClientCertificates::thumbprint)
                .map(Confirmation.Certificate::new)
                .orElseThrow(() -> GrantErrors.error(
                        OAuth2ErrorCodes.INVALID_REQUEST,
                        "The tokens of this client are bound to a certificate, and it shows none."));
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
