package dev.latchkey.admin.client;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.GrantType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code latchkey client list}. */
record ListClients(Session session) {

    @Command(
            name = "list",
            description = "List the clients in the order of their names.",
            footer = {
                "Examples:",
                "  latchkey client list",
                "  latchkey client list --grant password",
                "  latchkey client list -o json"
            })
    int list(
            @Option(
                            names = "--grant",
                            paramLabel = "GRANT",
                            converter = GrantTypeConverter.class,
                            completionCandidates = GrantTypeConverter.class,
                            order = 10,
                            description = "Only the clients that may use it: ${COMPLETION-CANDIDATES}.")
                    @Nullable
                    GrantType grant) {
        List<Client> clients = session.database().clients().findAll();
        session.output()
                .list(
                        ClientShapes.CLIENT,
                        grant == null
                                ? clients
                                : clients.stream()
                                        .filter(client -> client.mayUse(grant))
                                        .toList());
        return ExitCode.DONE;
    }
}
