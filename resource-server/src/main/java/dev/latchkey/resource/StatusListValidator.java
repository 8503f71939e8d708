package dev.latchkey.resource;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.BearerTokenError;

/**
 * Adds revocation to what Spring Security checks of a token: as a bean, Spring Boot's resource server uses it after all
 * its own checks. It refuses tokens that are bound to a key or certificate, unless {@link DpopProofFactory} verifies their
 * proofs.
 */
public final class StatusListValidator implements OAuth2TokenValidator<Jwt>, AutoCloseable {

    private final StatusLists lists;
    private final boolean proofs;

    /**
     * With the defaults of {@link StatusLists}.
     *
     * @param issuer as it is in {@code spring.security.oauth2.resourceserver.jwt.issuer-uri}
     */
    public StatusListValidator(String issuer) {
        this(StatusLists.of(issuer).build());
    }

    /** With lists that are set up already; closing this closes them. */
    public StatusListValidator(StatusLists lists) {
        this(lists, false);
    }

    private StatusListValidator(StatusLists lists, boolean proofs) {
        this.lists = lists;
        this.proofs = proofs;
    }

    /**
     * For an application whose {@code DPoPAuthenticationProvider} has a {@link DpopProofFactory}: tokens that are bound to a
     * key pass. As bearer tokens Spring Security refuses them.
     */
    public static StatusListValidator withProofs(String issuer) {
        return new StatusListValidator(StatusLists.of(issuer).build(), true);
    }

    /**
     * Looks the token up; refuses one that is an ID token and no access token.
     *
     * @throws OAuth2AuthenticationException when it cannot be checked whether it was revoked: Spring Security's resource
     *     server answers 503. A returned failure becomes a 401, after which clients discard a good token.
     */
    @Override
    public OAuth2TokenValidatorResult validate(Jwt token) {
        Map<String, Object> claims = token.getClaims();
        Optional<Refusal> refusal =
                AccessTokenClaims.refusal(claims).or(() -> bound(claims)).or(() -> lists.refusal(claims));
        if (refusal.isEmpty()) {
            return OAuth2TokenValidatorResult.success();
        }
        String description = refusal.get().description();
        if (refusal.get().reason() == Refusal.Reason.UNAVAILABLE && !isOver(token)) {
            throw unavailable(description);
        }
        return OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token", description, null));
    }

    /** Of it Spring's entry point for bearer tokens makes a 503. */
    static OAuth2AuthenticationException unavailable(String description) {
        return new OAuth2AuthenticationException(
                new BearerTokenError("temporarily_unavailable", HttpStatus.SERVICE_UNAVAILABLE, description, null));
    }

    private Optional<Refusal> bound(Map<String, Object> claims) {
        return !Confirmation.isThere(claims)
                        || (proofs && Confirmation.thumbprint(claims).isPresent())
                ? Optional.empty()
                : Optional.of(Refusal.proof("The access token is bound and needs its proof"));
    }

    /** Spring asks all validators, also when the token has expired: then its client should get another, not wait. */
    private static boolean isOver(Jwt token) {
        Instant expiresAt = token.getExpiresAt();
        return expiresAt != null && expiresAt.isBefore(Instant.now());
    }

    @Override
    public void close() {
        lists.close();
    }
}
