package dev.latchkey.admin.client;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.client.ClientKind;
import dev.latchkey.core.client.GrantType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code latchkey client list}. */
record ListClients(Session session) {

    @Command(
            description = "List the clients in the order of their names.",
            footer = {
                "Examples:",
                "  latchkey client list",
                "  latchkey client list --grant password",
                "  latchkey client list --kind document",
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
                    GrantType grant,
            @Option(
                            names = "--kind",
                            paramLabel = "KIND",
                            converter = ClientKindConverter.class,
                            completionCandidates = ClientKindConverter.class,
                            order = 11,
                            description = "Only the clients that administrators added, or that a document describes:"
                                    + " ${COMPLETION-CANDIDATES}.")
                    @Nullable
                    ClientKind kind) {
        session.output()
                .list(
                        ClientShapes.CLIENT,
                        session.database().clients().findAll().stream()
                                .filter(client -> grant == null || client.mayUse(grant))
                                .filter(client -> kind == null || client.kind() == kind)
                                .toList());
        return ExitCode.DONE;
    }
}
