package dev.latchkey.admin.client;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Confirmation;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientChanges;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey client delete}. */
@Command(
        name = "delete",
        description = "Delete a client and revoke everything that it was given.",
        footer = {"Examples:", "  latchkey client delete shop --yes"})
final class DeleteClient implements Callable<Integer> {

    @Parameters(paramLabel = "CLIENT", description = ClientTarget.DESCRIPTION)
    private String nameOrId = "";

    @Mixin
    private final Confirmation confirmation;

    @Mixin
    private final Change change;

    private final Session session;

    DeleteClient(Session session) {
        this.session = session;
        this.change = new Change(session);
        this.confirmation = new Confirmation(session, change);
    }

    @Override
    public Integer call() {
        confirmation.requireAnswer();
        Client client = Lookup.client(session.database(), nameOrId);
        ClientChanges clients = session.database().clientChanges();
        return ClientTarget.of(client, session).delete(confirmation, change, () -> clients.delete(client, change.by()));
    }
}
