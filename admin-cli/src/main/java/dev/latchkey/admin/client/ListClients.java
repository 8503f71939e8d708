package dev.latchkey.admin.client;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code latchkey client list}. */
@Command(
        name = "list",
        description = "List the clients in the order of their names.",
        footer = {"Examples:", "  latchkey client list", "  latchkey client list -o json"})
final class ListClients implements Callable<Integer> {

    private final Session session;

    ListClients(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.output().list(ClientShapes.CLIENT, session.database().clients().findAll());
        return ExitCode.DONE;
    }
}
