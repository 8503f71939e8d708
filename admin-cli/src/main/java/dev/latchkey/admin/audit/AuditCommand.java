package dev.latchkey.admin.audit;

import dev.latchkey.admin.command.Verbs;
import picocli.CommandLine.Command;

/** {@code latchkey audit}. */
@Command(
        name = "audit",
        description = AuditCommand.DESCRIPTION,
        footer = {"Examples:", "  latchkey audit list --user alice", "  latchkey audit list --follow"})
@Verbs(ListEvents.class)
public final class AuditCommand {

    public static final String DESCRIPTION = "The audit log: who changed what, when and why.";

    private AuditCommand() {}
}
