package dev.latchkey.server.bearer;

import dev.latchkey.core.family.Family;
import dev.latchkey.server.clientauth.ClientCertificates;
import dev.latchkey.server.dpop.Proof;
import dev.latchkey.server.dpop.ProofVerifier;
import dev.latchkey.server.dpop.RefusedProof;
import dev.latchkey.server.http.Failure;
import dev.latchkey.server.token.AccessToken;
import dev.latchkey.server.token.Confirmation;
import dev.latchkey.server.token.Presented;
import dev.latchkey.server.token.TokenStates;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/**
 * Admits users by their access tokens; a token of a client without a user is refused. The family is looked up each time,
 * so that a disabled user is refused at once. A token that is bound to a key needs the proof of that key (<a
 * href="https://www.rfc-editor.org/rfc/rfc9449#section-7.1">RFC 9449, section 7.1</a>).
 */
public final class AccessTokenAuthenticator implements AuthenticationProvider {

    private final Presented presented;
    private final TokenStates states;
    private final ProofVerifier proofs;
    private final ClientCertificates certificates;
    private final @Nullable String audience;

    /**
     * For the endpoints of one audience.
     *
     * @param audience what the token must be meant for; null for an endpoint that a token is meant for by its scope,
     *     whatever its audience
     */
    public AccessTokenAuthenticator(
            Presented presented,
            TokenStates states,
            ProofVerifier proofs,
            ClientCertificates certificates,
            @Nullable String audience) {
        this.presented = presented;
        this.states = states;
        this.proofs = proofs;
        this.certificates = certificates;
        this.audience = audience;
    }

    /**
     * Authenticates the bearer of a token.
     *
     * @throws InvalidBearerTokenException when the token is not good, or not for this
     * @throws Failure when the proof of its key is missing, not good or used before
     */
    @Override
    public Authentication authenticate(Authentication authentication) {
        SentToken sent = (SentToken) authentication;
        AccessToken access = presented
                .accessToken(sent.text())
                .orElseThrow(
                        () -> new InvalidBearerTokenException("The access token is malformed, forged or expired."));
        if (audience != null && !access.audience().contains(audience)) {
            throw new InvalidBearerTokenException("The access token is meant for another audience.");
        }
        if (access.family().isEmpty()) {
            throw new InvalidBearerTokenException("The access token is of a client itself, and of no user.");
        }
        try {
            Optional<Proof> proof = proof(sent, access.confirmation());
            Family family = states.findFamily(access).orElseThrow(SignedInUser::gone);
            proofs.spend(proof);
            return new SignedInUser(family, access.scopes(), sent.scheme());
        } catch (RefusedProof e) {
            throw e.challenged(Scheme.DPOP.challenge(e.code(), e.getMessage(), null));
        }
    }

    private Optional<Proof> proof(SentToken sent, @Nullable Confirmation confirmation) {
        return switch (confirmation) {
            case null -> {
                if (sent.scheme() == Scheme.DPOP) {
                    throw new InvalidBearerTokenException("The access token is not bound to a key.");
                }
                yield Optional.empty();
            }
            case Confirmation.Key(String jkt) -> {
                if (sent.scheme() != Scheme.DPOP) {
                    throw refuse("The access token is bound to a key and needs a DPoP proof.");
                }
                Proof proof = proofs.read(sent.request(), sent.text());
                if (!proof.jkt().equals(jkt)) {
                    throw refuse("The access token is bound to another key.");
                }
                yield Optional.of(proof);
            }
            case Confirmation.Certificate(String x5t) -> {
                // RFC 8705, section 3: the one that this connection has, and not another of the same client.
                String shown = certificates
                        .of(sent.request())
                        .map(ClientCertificates::thumbprint)
                        .orElseThrow(() -> new InvalidBearerTokenException(
                                "The access token is bound to a certificate, and the request comes with none."));
                if (!shown.equals(x5t)) {
                    throw new InvalidBearerTokenException("The access token is bound to another certificate.");
                }
                if (sent.scheme() == Scheme.DPOP) {
                    throw new InvalidBearerTokenException(
                            "The access token is bound to a certificate: send it as a Bearer token.");
                }
                yield Optional.empty();
            }
        };
    }

    private static Failure refuse(String why) {
        String code = "invalid_token";
        return new Failure(HttpStatus.UNAUTHORIZED, code, why)
                .with(HttpHeaders.WWW_AUTHENTICATE, Scheme.DPOP.challenge(code, why, null));
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return SentToken.class.isAssignableFrom(authentication);
    }
}
