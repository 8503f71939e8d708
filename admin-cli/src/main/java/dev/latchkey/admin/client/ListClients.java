package dev.latchkey.admin.client;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import picocli.CommandLine.Command;

/** {@code latchkey client list}. */
record ListClients(Session session) {

    @Command(
            name = "list",
            description = "List the clients in the order of their names.",
            footer = {"Examples:", "  latchkey client list", "  latchkey client list -o json"})
    int list() {
        session.output().list(ClientShapes.CLIENT, session.database().clients().findAll());
        return ExitCode.DONE;
    }
}
