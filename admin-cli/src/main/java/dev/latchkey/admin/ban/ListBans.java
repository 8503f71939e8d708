package dev.latchkey.admin.ban;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code latchkey ban list}. */
@Command(
        name = "list",
        description = "List the bans that hold now.",
        footer = {"Examples:", "  latchkey ban list", "  latchkey ban list -o json"})
final class ListBans implements Callable<Integer> {

    private final Session session;

    ListBans(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.output().list(BanShapes.BAN, session.database().bans().findAll());
        return ExitCode.DONE;
    }
}
