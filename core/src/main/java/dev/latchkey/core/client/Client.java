package dev.latchkey.core.client;

import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.key.KeyAlgorithm;
import java.time.Duration;
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
 * @param authentication how it proves who it is
 * @param safeguards what is asked of it beyond that
 * @param exchangeTo the resources that it may exchange access tokens for, as URIs
 * @param kind where its description comes from
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
        ClientAuthentication authentication,
        Safeguards safeguards,
        List<String> exchangeTo,
        ClientKind kind,
        Instant createdAt,
        @Nullable Instant disabledAt,
        @Nullable Instant tokensNotBefore,
        long statusIndex)
        implements ClientSettings {

    public boolean isDisabled() {
        return disabledAt != null;
    }

    /**
     * The fields that can be changed.
     *
     * @throws IllegalArgumentException when a new client may not have them; it says what is wrong
     */
    public NewClient settings() {
        return toBuilder().build();
    }

    public boolean mayUse(GrantType grant) {
        return grantTypes.contains(grant);
    }

    /** How long a token family of this client lives, however often it is refreshed. */
    public Duration familyLifetime() {
        // Without refresh tokens nothing outlives the one access token.
        return mayUse(GrantType.REFRESH_TOKEN) ? lifetimes.refreshToken() : lifetimes.accessToken();
    }

    /** How long a token family of this client lives while it is not refreshed. */
    public Duration familyIdleTime() {
        return mayUse(GrantType.REFRESH_TOKEN) ? lifetimes.refreshIdle() : lifetimes.accessToken();
    }
}
