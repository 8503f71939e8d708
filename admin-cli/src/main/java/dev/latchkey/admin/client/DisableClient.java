package dev.latchkey.admin.client;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.command.Target.Disabled;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientChanges;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey client disable}. */
record DisableClient(Session session) {

    @Command(
            description = "Disable a client and revoke everything that it was given.",
            footer = {"Examples:", "  latchkey client disable shop --reason 'contract ended'"})
    int disable(
            @Parameters(paramLabel = "CLIENT", description = ClientTarget.DESCRIPTION) String nameOrId,
            @Mixin Change change) {
        Client client = Lookup.client(session.database(), nameOrId);
        ClientChanges clients = session.database().clientChanges();
        return ClientTarget.of(client, session)
                .disable(
                        change,
                        change.orCount(
                                () -> clients.disable(client, change.by()).map(DisableClient::disabled),
                                () -> Optional.of(disabled(clients.countDisabled(client)))));
    }

    private static Disabled disabled(ClientChanges.Disabled done) {
        return new Disabled(done.changed(), done.revocation());
    }
}
