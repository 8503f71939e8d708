package dev.latchkey.admin.client;

import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.command.Target;
import dev.latchkey.core.client.Client;

/** The client that a verb changes. */
final class ClientTarget {

    /** Of the argument that names it. */
    static final String DESCRIPTION = "A client id, an id or the beginning of one.";

    private ClientTarget() {}

    static Target of(Client client, Session session) {
        return new Target(session, "client", client.clientId(), client.id(), ClientShapes.CHANGED);
    }
}
