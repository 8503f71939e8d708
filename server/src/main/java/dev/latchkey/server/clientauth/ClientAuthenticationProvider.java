package dev.latchkey.server.clientauth;

import dev.latchkey.core.client.AuthMethod;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.once.SeenOnce;
import dev.latchkey.server.cache.ClientDirectory;
import dev.latchkey.server.http.Failure;
import dev.latchkey.server.http.RateLimitedException;
import dev.latchkey.server.limit.Limits;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/**
 * Checks the credentials of a client, by the one method that it is registered for or by its trusts. Unknown, disabled and
 * wrong look the same to the caller. With a secret they take the same time too; an assertion of a client that has no keys
 * is not verified.
 */
public final class ClientAuthenticationProvider implements AuthenticationProvider {

    private static final Logger LOG = LoggerFactory.getLogger(ClientAuthenticationProvider.class);

    /** Says the same whether the client exists or not, so that an answer does not tell which clients there are. */
    private static final String REFUSED =
            "The client is unknown or disabled, or its credentials are wrong, missing or not wanted.";

    /** The database has no longer one. */
    private static final int LONGEST_CLIENT_ID = 128;

    private final ClientDirectory directory;
    private final InstantSource clock;
    private final Limits limits;
    private final Assertions assertions;
    private final FederatedAssertions federated;
    private final CertificateChecks certificates;
    private final BiFunction<String, String, Client> documents;

    /**
     * For one server.
     *
     * @param federated for assertions of issuers that clients trust
     * @param shown the certificates that requests come with
     * @param issuer the one audience that an assertion may have
     * @param documents finds the client that a document describes, by its client id and the address of the request, or
     *     throws a {@link Failure}
     */
    public ClientAuthenticationProvider(
            ClientDirectory directory,
            InstantSource clock,
            Limits limits,
            ClientSignatures signatures,
            FederatedAssertions federated,
            SeenOnce seen,
            ClientCertificates shown,
            String issuer,
            BiFunction<String, String, Client> documents) {
        this.directory = directory;
        this.clock = clock;
        this.limits = limits;
        this.assertions = new Assertions(signatures, seen, issuer);
        this.federated = federated;
        this.certificates = new CertificateChecks(signatures, shown.authorities());
        this.documents = documents;
    }

    /**
     * Authenticates a client.
     *
     * @throws OAuth2AuthenticationException {@code invalid_client}, or {@code invalid_request} when there are credentials
     *     of two kinds
     * @throws RateLimitedException instead, when that happened too often
     * @throws Failure when the document of a client that pushes a request cannot be used
     * @throws org.springframework.dao.DataAccessException when the database does not say whether an assertion was used
     */
    @Override
    public Authentication authenticate(Authentication authentication) {
        if (authentication instanceof UnreadableClient unreadable) {
            limits.clientFailed(address(authentication));
            LOG.info("Refused a client: {}", unreadable.error().getDescription());
            throw new OAuth2AuthenticationException(unreadable.error());
        }
        ClaimedClient claimed = (ClaimedClient) authentication;
        String clientId = claimed.clientId();
        Optional<ClientDirectory.Entry> found = find(claimed, address(authentication));
        String flaw = flaw(claimed, found);
        if (flaw != null) {
            // Over the limit it says so in the log, and nothing else is said of this request.
            limits.clientFailed(clientId, address(authentication));
            LOG.info("Refused client '{}': {}", shorten(clientId), flaw);
            throw new OAuth2AuthenticationException(new OAuth2Error(OAuth2ErrorCodes.INVALID_CLIENT, REFUSED, null));
        }
        ClientDirectory.Entry entry = found.orElseThrow();
        Assertion assertion = claimed.assertion();
        return new AuthenticatedClient(
                entry.client(),
                entry.registered(),
                method(entry.client(), claimed),
                assertion != null && claimed.isFederated() ? FederatedAssertions.end(assertion) : null);
    }

    private Optional<ClientDirectory.Entry> find(ClaimedClient claimed, String address) {
        String clientId = claimed.clientId();
        if (claimed.isDescribed()) {
            try {
                return Optional.of(ClientDirectory.Entry.of(documents.apply(clientId, address), List.of()));
            } catch (Failure e) {
                LOG.info("Refused client '{}': {}", shorten(clientId), e.getMessage());
                throw e;
            }
        }
        if (!directory.isInMemory(clientId)) {
            limits.clientUnknown(address);
        }
        return directory.findEntry(clientId);
    }

    /** Why the request is not from this client, for the log; null when it is. */
    private @Nullable String flaw(ClaimedClient claimed, Optional<ClientDirectory.Entry> found) {
        // For unknown clients too.
        boolean secret = claimed.secret() != null && hasSecret(claimed.secret(), found);
        if (found.isEmpty()) {
            return "there is no such client";
        }
        Client client = found.get().client();
        Assertion assertion = claimed.assertion();
        if (assertion != null && claimed.isFederated()) {
            return federated.flaw(client, assertion, clock);
        }
        boolean bySecret = client.authentication().method() == AuthMethod.SECRET;
        if (claimed.secret() != null && !(client.confidential() && bySecret)) {
            return client.confidential()
                    ? "the client authenticates by "
                            + client.authentication().method().value() + " and sent a secret"
                    : "the client is public and sent a secret";
        }
        if (assertion != null && client.authentication().method() != AuthMethod.PRIVATE_KEY_JWT) {
            return "the client sent an assertion and is not registered for that";
        }
        boolean byCertificate = client.authentication().byCertificate();
        if (client.confidential() && claimed.secret() == null && assertion == null && !byCertificate) {
            return switch (client.authentication().method()) {
                case SECRET -> "the secret is missing";
                case FEDERATED -> "the assertion of an issuer that it trusts is missing";
                default -> "the " + client.authentication().method().value() + " is missing";
            };
        }
        if (claimed.secret() != null && !secret) {
            return "the secret is wrong or expired";
        }
        Instant now = clock.instant();
        String flaw = assertion != null
                ? assertions.flaw(client, assertion, now)
                : byCertificate ? certificates.flaw(client, claimed.certificates(), now) : null;
        if (flaw != null) {
            return flaw;
        }
        if (client.isDisabled()) {
            return "the client is disabled";
        }
        return assertion == null || assertions.isFirst(client, assertion) ? null : "its assertion was used before";
    }

    private static ClientAuthenticationMethod method(Client client, ClaimedClient claimed) {
        if (claimed.assertion() != null) {
            return claimed.method();
        }
        return switch (client.authentication().method()) {
            case TLS_CLIENT_AUTH -> ClientAuthenticationMethod.TLS_CLIENT_AUTH;
            case SELF_SIGNED_TLS_CLIENT_AUTH -> ClientAuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH;
            case SECRET, PRIVATE_KEY_JWT, FEDERATED -> claimed.method();
        };
    }

    private boolean hasSecret(String secret, Optional<ClientDirectory.Entry> found) {
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

    @Override
    public boolean supports(Class<?> authentication) {
        return ClaimedClient.class.isAssignableFrom(authentication)
                || UnreadableClient.class.isAssignableFrom(authentication);
    }
}
