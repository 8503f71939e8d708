package dev.latchkey.admin.ban;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import picocli.CommandLine.Command;

/** {@code latchkey ban list}. */
record ListBans(Session session) {

    @Command(
            description = "List the bans that hold now.",
            footer = {"Examples:", "  latchkey ban list", "  latchkey ban list -o json"})
    int list() {
        session.output().list(BanShapes.BAN, session.database().bans().findAll());
        return ExitCode.DONE;
    }
}
