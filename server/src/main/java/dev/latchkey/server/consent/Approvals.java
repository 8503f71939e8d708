package dev.latchkey.server.consent;

import dev.latchkey.core.Database;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientUrl;
import dev.latchkey.core.client.DescribedClient;
import dev.latchkey.core.client.DocumentClients;
import dev.latchkey.core.consent.Consents;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.jdbc.Transactions;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.server.authorize.AuthorizationRequest;
import dev.latchkey.server.authorize.ReturnAddress;
import dev.latchkey.server.browser.Forms;
import dev.latchkey.server.cache.ResourceDirectory;
import org.jspecify.annotations.Nullable;

/** Stores what users allow; with it, in the same transaction, a client that a document describes. */
final class Approvals {

    private final Consents consents;
    private final DocumentClients clients;
    private final Transactions transactions;

    Approvals(Database database) {
        this.consents = database.consents();
        this.clients = database.requests().documentClients();
        this.transactions = database.transactions();
    }

    /** False when the session is over by now, or the client may not sign users in any more; nothing happened then. */
    boolean approve(LiveSession session, AuthorizationRequest request, Scopes shown) {
        Client client = request.client();
        Attribution by = Attribution.of("user:" + session.username());
        return transactions.in(() -> isStored(session, client, by)
                && consents.approve(session.reference(), client.id(), shown, request.targets(), by));
    }

    private boolean isStored(LiveSession session, Client client, Attribution by) {
        return DescribedClient.of(client)
                .map(described -> clients.admit(described, session, by))
                .orElse(true);
    }

    /**
     * A digest of what the page shows of the client and the resources, and of what tells them from others of the same
     * names. A client that was deleted and added again, or that has another name now, was not what the user saw.
     */
    static String digest(AuthorizationRequest request, ResourceDirectory resources) {
        Client client = request.client();
        ReturnAddress address = request.address();
        return Forms.digest(
                client.id().toString(),
                address.clientName(),
                address.destination(),
                Boolean.toString(address.isOnDevice()),
                DescribedClient.of(client).map(DescribedClient::text).orElse(""),
                resources.shown(request.targets().uris()));
    }

    /** Where the document is that describes the client; null when an administrator added the client. */
    static @Nullable String documentHost(Client client) {
        return DescribedClient.of(client)
                .map(DescribedClient::url)
                .map(ClientUrl::host)
                .orElse(null);
    }
}
