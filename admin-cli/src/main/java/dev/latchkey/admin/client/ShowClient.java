package dev.latchkey.admin.client;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code latchkey client show}. */
@Command(
        name = "show",
        description = "Show one client. Its secret is not known to anybody any more.",
        footer = {"Examples:", "  latchkey client show shop"})
final class ShowClient implements Callable<Integer> {

    @Parameters(paramLabel = "CLIENT", description = ClientTarget.DESCRIPTION)
    private String nameOrId = "";

    private final Session session;

    ShowClient(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.output().show(ClientShapes.CLIENT, Lookup.client(session.database(), nameOrId));
        return ExitCode.DONE;
    }
}
