package dev.latchkey.admin.session;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code latchkey session show}. */
record ShowSession(Session session) {

    @Command(
            description = "Show one browser session.",
            footer = {"Examples:", "  latchkey session show 01a2b3c4d5e6"})
    int show(
            @Parameters(paramLabel = "ID", description = "An id (the sid of an ID token), or its beginning.")
                    String id) {
        session.output().show(SessionShapes.SESSION, Lookup.session(session.database(), id));
        return ExitCode.DONE;
    }
}
