package dev.latchkey.admin.token;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code latchkey token show}. */
record ShowToken(Session session) {

    @Command(
            description = "Show one token family.",
            footer = {"Examples:", "  latchkey token show 01a2b3c4d5e6"})
    int show(
            @Parameters(paramLabel = "ID", description = "The id of a family (the sid of a token), or its beginning.")
                    String id) {
        session.output().show(TokenShapes.FAMILY, Lookup.family(session.database(), id));
        return ExitCode.DONE;
    }
}
