package dev.latchkey.server.client;

import dev.latchkey.db.client.ClientSecret;
import dev.latchkey.server.limit.Limits;
import dev.latchkey.server.limit.RateLimitedException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/**
 * Checks the credentials of a client. Unknown, disabled and wrong take the same time and look the same to the caller.
 */
public final class ClientAuthenticationProvider implements AuthenticationProvider {

    private static final Logger LOG = LoggerFactory.getLogger(ClientAuthenticationProvider.class);

    /** The database has no longer one. */
    private static final int LONGEST_CLIENT_ID = 128;

    private final ClientDirectory directory;
    private final Clock clock;
    private final Limits limits;

    public ClientAuthenticationProvider(ClientDirectory directory, Clock clock, Limits limits) {
        this.directory = directory;
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * Authenticates a client.
     *
     * @throws OAuth2AuthenticationException {@code invalid_client}
     * @throws RateLimitedException instead, when that happened too often
     */
    @Override
    public Authentication authenticate(Authentication authentication) {
        OAuth2ClientAuthenticationToken claimed = (OAuth2ClientAuthenticationToken) authentication;
        String clientId = (String) claimed.getPrincipal();
        Optional<ClientDirectory.Entry> found = directory.findEntry(clientId);
        boolean proved = proves(claimed, found);
        if (!proved || found.orElseThrow().client().isDisabled()) {
            LOG.info("Refused client '{}': {}", shorten(clientId), reason(found, proved));
            limits.clientFailed(clientId, address(authentication));
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
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

    private static String reason(Optional<ClientDirectory.Entry> found, boolean proved) {
        if (found.isEmpty()) {
            return "there is no such client";
        }
        return proved ? "the client is disabled" : "the secret is wrong or missing";
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2ClientAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
