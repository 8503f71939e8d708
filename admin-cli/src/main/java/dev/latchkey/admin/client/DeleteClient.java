package dev.latchkey.admin.client;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Confirmation;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientChanges;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey client delete}. */
record DeleteClient(Session session) {

    @Command(
            description = "Delete a client and revoke everything that it was given.",
            footer = {"Examples:", "  latchkey client delete shop --yes"})
    int delete(
            @Parameters(paramLabel = "CLIENT", description = ClientTarget.DESCRIPTION) String nameOrId,
            @Mixin Confirmation confirmation,
            @Mixin Change change) {
        Client client = Lookup.client(session.database(), nameOrId);
        ClientChanges clients = session.database().clientChanges();
        return ClientTarget.of(client, session)
                .delete(
                        confirmation,
                        change,
                        change.orCount(
                                () -> clients.delete(client, change.by()),
                                () -> Optional.of(clients.countTokens(client))));
    }
}
