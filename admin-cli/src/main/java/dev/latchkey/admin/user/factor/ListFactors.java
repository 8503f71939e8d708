package dev.latchkey.admin.user.factor;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.output.Rows;
import dev.latchkey.core.account.User;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code latchkey user factor list}. */
record ListFactors(Session session) {

    @Command(
            description = "List the second factors of a user: passkeys and the authenticator app.",
            footer = {"Examples:", "  latchkey user factor list alice"})
    int list(
            @Parameters(paramLabel = "USER", description = "A username, an id or the beginning of one.")
                    String nameOrId) {
        User user = Lookup.user(session.database(), nameOrId);
        try (Rows<FactorShapes.Listed> rows = session.output().rows(FactorShapes.FACTOR)) {
            FactorShapes.list(session.database().factors(), user).forEach(rows::write);
        }
        return ExitCode.DONE;
    }
}
