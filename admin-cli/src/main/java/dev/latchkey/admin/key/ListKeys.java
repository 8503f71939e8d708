package dev.latchkey.admin.key;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import picocli.CommandLine.Command;

/** {@code latchkey key list}. */
record ListKeys(Session session) {

    @Command(
            description =
                    "List the keys, and when each signs and leaves. Needs no master key, and shows nothing secret.",
            footer = {"Examples:", "  latchkey key list", "  latchkey key list -o json"})
    int list() {
        session.output().list(KeyShapes.KEY, session.database().keys().list());
        return ExitCode.DONE;
    }
}
