package dev.latchkey.core.client;

import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.key.KeyAlgorithm;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An application.
 *
 * @param clientId the name that it sends (<a href="https://www.rfc-editor.org/rfc/rfc6749#section-2.2">RFC 6749, section
 *     2.2</a>)
 * @param confidential whether it can keep a secret
 * @param audiences the {@code aud} claim of its access tokens; empty for the issuer itself
 * @param origins the web pages that may call the server from a browser as this client
 * @param claims what its access tokens carry besides the server's own claims
 * @param signingAlgorithm null for the server's default
 * @param signIn how users sign in through it with a browser
 * @param tokensNotBefore access tokens without a family that were issued before are revoked; null when none are
 * @param statusIndex by which Status Lists tell that access tokens without a family, issued from now on, were revoked
 */
public record Client(
        UUID id,
        String clientId,
        @Nullable String name,
        boolean confidential,
        Set<GrantType> grantTypes,
        Scopes scopes,
        List<String> audiences,
        List<Origin> origins,
        Claims claims,
        @Nullable KeyAlgorithm signingAlgorithm,
        Lifetimes lifetimes,
        SignInSettings signIn,
        Instant createdAt,
        @Nullable Instant disabledAt,
        @Nullable Instant tokensNotBefore,
        long statusIndex) {

    public boolean isDisabled() {
        return disabledAt != null;
    }

    /** The fields that can be changed. */
    public NewClient settings() {
        return new NewClient(
                clientId,
                name,
                confidential,
                grantTypes,
                scopes,
                audiences,
                origins,
                claims,
                signingAlgorithm,
                lifetimes,
                signIn);
    }

    public boolean mayUse(GrantType grant) {
        return grantTypes.contains(grant);
    }
}
