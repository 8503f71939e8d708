package dev.latchkey.resource;

import java.util.Optional;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * Adds revocation to what Spring Security checks of a token: as a bean, Spring Boot's resource server uses it after all
 * its own checks.
 */
public final class StatusListValidator implements OAuth2TokenValidator<Jwt>, AutoCloseable {

    private final StatusLists lists;

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
        this.lists = lists;
    }

    @Override
    public OAuth2TokenValidatorResult validate(Jwt token) {
        Optional<Refusal> refusal = lists.refusal(token.getClaims());
        return refusal.map(refused -> OAuth2TokenValidatorResult.failure(
                        new OAuth2Error("invalid_token", refused.description(), null)))
                .orElseGet(OAuth2TokenValidatorResult::success);
    }

    @Override
    public void close() {
        lists.close();
    }
}
