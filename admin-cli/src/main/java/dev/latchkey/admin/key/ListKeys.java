package dev.latchkey.admin.key;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code latchkey key list}. */
@Command(
        name = "list",
        description = "List the keys, and when each signs and leaves. Needs no master key, and shows nothing secret.",
        footer = {"Examples:", "  latchkey key list", "  latchkey key list -o json"})
final class ListKeys implements Callable<Integer> {

    private final Session session;

    ListKeys(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.output().list(KeyShapes.KEY, session.database().keys().list());
        return ExitCode.DONE;
    }
}
