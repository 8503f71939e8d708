package dev.latchkey.server.clientauth;

import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.server.cache.ClientDirectory;
import dev.latchkey.server.http.RateLimitedException;
import dev.latchkey.server.limit.Limits;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/**
 * Checks the credentials of a client. Unknown, disabled and wrong take the same time and look the same to the caller.
 */
public final class ClientAuthenticationProvider implements AuthenticationProvider {

    private static final Logger LOG = LoggerFactory.getLogger(ClientAuthenticationProvider.class);

    /** Says the same whether the client exists or not, so that an answer does not tell which clients there are. */
    private static final String REFUSED =
            "The client is unknown or disabled, or its secret is wrong, missing or not wanted.";

    /** The database has no longer one. */
    private static final int LONGEST_CLIENT_ID = 128;

    private final ClientDirectory directory;
    private final InstantSource clock;
    private final Limits limits;

    public ClientAuthenticationProvider(ClientDirectory directory, InstantSource clock, Limits limits) {
        this.directory = directory;
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * Authenticates a client.
     *
     * @throws OAuth2AuthenticationException {@code invalid_client}, or {@code invalid_request} when there are credentials
     *     of two kinds
     * @throws RateLimitedException instead, when that happened too often
     */
    @Override
    public Authentication authenticate(Authentication authentication) {
        if (authentication instanceof UnreadableClient unreadable) {
            limits.clientFailed(address(authentication));
            LOG.info("Refused a client: {}", unreadable.error().getDescription());
            throw new OAuth2AuthenticationException(unreadable.error());
        }
        OAuth2ClientAuthenticationToken claimed = (OAuth2ClientAuthenticationToken) authentication;
        String clientId = (String) claimed.getPrincipal();
        Optional<ClientDirectory.Entry> found = directory.findEntry(clientId);
        boolean proved = proves(claimed, found);
        if (!proved || found.orElseThrow().client().isDisabled()) {
            // Over the limit it says so in the log, and nothing else is said of this request.
            limits.clientFailed(clientId, address(authentication));
            LOG.info("Refused client '{}': {}", shorten(clientId), reason(claimed, found, proved));
            throw new OAuth2AuthenticationException(new OAuth2Error(OAuth2ErrorCodes.INVALID_CLIENT, REFUSED, null));
        }
        ClientDirectory.Entry entry = found.orElseThrow();
        return new AuthenticatedClient(entry.client(), entry.registered(), claimed.getClientAuthenticationMethod());
    }

    private boolean proves(OAuth2ClientAuthenticationToken claimed, Optional<ClientDirectory.Entry> found) {
        if (!(claimed.getCredentials() instanceof String secret)) {
            return found.isPresent() && !found.orElseThrow().client().confidential();
        }
        byte[] hash = ClientSecret.hash(secret);
        Instant now = clock.instant();
        List<ClientSecret> secrets = found.map(ClientDirectory.Entry::secrets).orElse(List.of());
        return secrets.stream().anyMatch(stored -> stored.matches(hash, now));
    }

    private static String address(Authentication authentication) {
        WebAuthenticationDetails details = (WebAuthenticationDetails) authentication.getDetails();
        return Objects.requireNonNull(Objects.requireNonNull(details).getRemoteAddress());
    }

    /** No client's name is longer, and the log is not a place to write at will. */
    private static String shorten(String clientId) {
        return clientId.length() > LONGEST_CLIENT_ID ? clientId.substring(0, LONGEST_CLIENT_ID) + "…" : clientId;
    }

    private static String reason(
            OAuth2ClientAuthenticationToken claimed, Optional<ClientDirectory.Entry> found, boolean proved) {
        if (found.isEmpty()) {
            return "there is no such client";
        }
        if (proved) {
            return "the client is disabled";
        }
        if (!found.orElseThrow().client().confidential()) {
            return "the client is public and sent a secret";
        }
        return claimed.getCredentials() == null ? "the secret is missing" : "the secret is wrong or expired";
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2ClientAuthenticationToken.class.isAssignableFrom(authentication)
                || UnreadableClient.class.isAssignableFrom(authentication);
    }
}
