package dev.latchkey.admin.client.trust;

import dev.latchkey.admin.client.ClientShapes;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.command.Target;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientKind;

/** The client whose trusts a verb changes. */
final class TrustedClient {

    /** Of the argument that names it. */
    static final String DESCRIPTION = "A client id, an id or the beginning of one.";

    private TrustedClient() {}

    /** Finds a client that may have trusts. */
    static Client find(Session session, String nameOrId) {
        Client client = Lookup.client(session.database(), nameOrId);
        if (client.kind() == ClientKind.DOCUMENT || !client.confidential()) {
            throw Failure.conflict("The client '" + client.clientId() + "' is public: nothing authenticates it.");
        }
        return client;
    }

    static Target target(Client client, Session session) {
        return new Target(session, "client", client.clientId(), client.id(), ClientShapes.CHANGED);
    }
}
