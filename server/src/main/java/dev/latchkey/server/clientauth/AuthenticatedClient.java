package dev.latchkey.server.clientauth;

import dev.latchkey.core.client.Client;
import dev.latchkey.server.http.Failure;
import java.io.Serial;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/** An authenticated client, or a public client that named itself. */
public final class AuthenticatedClient extends OAuth2ClientAuthenticationToken {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(AuthenticatedClient.class);

    private final transient Client client;
    private final transient @Nullable Instant vouchedUntil;

    /** Authenticated by what is its own; or by the JWT of an issuer that it trusts, which ends at {@code vouchedUntil}. */
    AuthenticatedClient(
            Client client,
            RegisteredClient registered,
            ClientAuthenticationMethod method,
            @Nullable Instant vouchedUntil) {
        super(registered, method, null);
        this.client = client;
        this.vouchedUntil = vouchedUntil;
    }

    /**
     * The client that makes a request.
     *
     * @throws OAuth2AuthenticationException {@code invalid_client} when no client was authenticated
     */
    public static AuthenticatedClient of(@Nullable Authentication principal) {
        if (principal instanceof AuthenticatedClient authenticated) {
            return authenticated;
        }
        throw new OAuth2AuthenticationException(
                new OAuth2Error(OAuth2ErrorCodes.INVALID_CLIENT, "The request has no client.", null));
    }

    /**
     * As {@link #of}, for endpoints that a public client may not call.
     *
     * @throws OAuth2AuthenticationException {@code invalid_client} when the client did not prove who it is
     */
    public static AuthenticatedClient confidential(Authentication principal) {
        AuthenticatedClient authenticated = of(principal);
        if (!authenticated.client.confidential()) {
            LOG.info(
                    "Refused client '{}': it is public, and this needs a secret or a key",
                    authenticated.client.clientId());
            throw new OAuth2AuthenticationException(new OAuth2Error(
                    OAuth2ErrorCodes.INVALID_CLIENT, "This endpoint is for clients that authenticate.", null));
        }
        return authenticated;
    }

    /**
     * Call it before anything begins that a user is going to allow, and that would outlive an assertion.
     *
     * @throws Failure {@code unauthorized_client} when only an issuer that it trusts vouches for it
     */
    public void requireOwnCredentials() {
        if (isFederated()) {
            throw new Failure(
                    HttpStatus.BAD_REQUEST,
                    OAuth2ErrorCodes.UNAUTHORIZED_CLIENT,
                    "With an assertion of another issuer a client gets tokens for itself only.");
        }
    }

    /** Whether the client that makes this thread's request is known by now and has a page at this origin. */
    public static boolean hasOrigin(String origin) {
        return SecurityContextHolder.getContext().getAuthentication() instanceof AuthenticatedClient authenticated
                && authenticated.client.origins().stream()
                        .anyMatch(registered -> registered.value().equals(origin));
    }

    public Client client() {
        return client;
    }

    /** Whether an issuer that it trusts vouches for it, and it proved nothing itself. */
    public boolean isFederated() {
        return vouchedUntil != null;
    }

    /** Until when a token may live that the client gets for itself now, in whole seconds. */
    public Instant latestEnd() {
        return vouchedUntil == null ? Instant.MAX : vouchedUntil;
    }
}
