package dev.latchkey.admin.group;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import picocli.CommandLine.Command;

/** {@code latchkey group list}. */
record ListGroups(Session session) {

    @Command(
            description = "List groups in the order of their names.",
            footer = {"Examples:", "  latchkey group list", "  latchkey group list -o json"})
    int list() {
        session.output()
                .list(GroupShapes.GROUP, session.database().access().groups().findAll());
        return ExitCode.DONE;
    }
}
