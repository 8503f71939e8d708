package dev.latchkey.server.logout;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.LogoutUri;
import dev.latchkey.core.connection.UnavailableException;
import dev.latchkey.core.outbox.Message;
import dev.latchkey.server.cache.ClientDirectory;
import dev.latchkey.server.fetch.FetchException;
import dev.latchkey.server.fetch.Fetcher;
import dev.latchkey.server.outbox.Courier;
import dev.latchkey.server.outbox.UndeliveredException;
import dev.latchkey.server.token.LogoutTokens;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells clients that a session ended: <a
 * href="https://openid.net/specs/openid-connect-backchannel-1_0.html#BCRequest">OpenID Connect Back-Channel Logout 1.0,
 * sections 2.5 to 2.8</a>. The schema wrote the message when the session ended; the token is made now.
 */
public final class LogoutCourier implements Courier {

    /** As the triggers of the schema write it. */
    private static final String KIND = "logout";

    private static final Logger LOG = LoggerFactory.getLogger(LogoutCourier.class);

    private final ClientDirectory clients;
    private final LogoutTokens tokens;
    private final Fetcher fetcher;

    public LogoutCourier(ClientDirectory clients, LogoutTokens tokens, Fetcher fetcher) {
        this.clients = clients;
        this.tokens = tokens;
        this.fetcher = fetcher;
    }

    @Override
    public Set<String> kinds() {
        return Set.of(KIND);
    }

    @Override
    public void deliver(Message message) throws UndeliveredException {
        Message.Content content = message.content();
        // The messages of a deleted client are deleted with it: one that is not found was added a moment ago.
        Client client = clients.find(Objects.requireNonNull(content.clientId()))
                .orElseThrow(() -> new UndeliveredException("the client cannot be read now"));
        LogoutUri uri = client.signIn().backchannelLogoutUri();
        if (uri != null && !client.isDisabled()) {
            check(client, message, send(client, message, uri));
        }
    }

    private int send(Client client, Message message, LogoutUri uri) throws UndeliveredException {
        try {
            String token = tokens.issue(
                    client,
                    message.id(),
                    Objects.requireNonNull(message.content().userId()),
                    Objects.requireNonNull(message.content().sessionId()));
            return fetcher.post(uri.uri(), "logout_token=" + token);
        } catch (FetchException | UnavailableException e) {
            throw new UndeliveredException(client.clientId() + ": " + e.getMessage(), e);
        }
    }

    /** Section 2.8: 204 is what some frameworks make of 200; with 400 the client says that it will never take this token. */
    private static void check(Client client, Message message, int status) throws UndeliveredException {
        switch (status) {
            case 200, 204 -> LOG.debug("Client '{}' took logout token {}", client.clientId(), message.id());
            case 400 ->
                LOG.warn(
                        "Client '{}' refused logout token {} (400), which is not sent again",
                        client.clientId(),
                        message.id());
            default -> throw new UndeliveredException(client.clientId() + " answered with status " + status);
        }
    }
}
