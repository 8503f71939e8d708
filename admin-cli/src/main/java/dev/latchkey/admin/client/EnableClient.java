package dev.latchkey.admin.client;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientChanges;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey client enable}. */
record EnableClient(Session session) {

    @Command(
            description = "Enable a client again. Tokens that were revoked stay revoked.",
            footer = {"Examples:", "  latchkey client enable shop"})
    int enable(
            @Parameters(paramLabel = "CLIENT", description = ClientTarget.DESCRIPTION) String nameOrId,
            @Mixin Change change) {
        Client client = Lookup.client(session.database(), nameOrId);
        ClientChanges clients = session.database().clientChanges();
        return ClientTarget.of(client, session)
                .change(change, () -> clients.enable(client, change.by()), "enabled", "was not disabled");
    }
}
