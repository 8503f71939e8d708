package dev.latchkey.admin.client;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code latchkey client show}. */
record ShowClient(Session session) {

    @Command(
            description = "Show one client. Only a hash of its secret is stored, so the secret cannot be shown.",
            footer = {"Examples:", "  latchkey client show shop"})
    int show(@Parameters(paramLabel = "CLIENT", description = ClientTarget.DESCRIPTION) String nameOrId) {
        session.output().show(ClientShapes.CLIENT, Lookup.client(session.database(), nameOrId));
        return ExitCode.DONE;
    }
}
