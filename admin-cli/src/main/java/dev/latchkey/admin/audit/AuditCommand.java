package dev.latchkey.admin.audit;

import dev.latchkey.admin.command.Noun;
import dev.latchkey.admin.command.Verb;
import java.util.List;

/** {@code latchkey audit}. */
public final class AuditCommand {

    public static final Noun NOUN = new Noun(
            "audit",
            "The audit log: who changed what, when and why.",
            List.of("latchkey audit list --user alice", "latchkey audit list --follow"),
            new Verb("list", ListEvents.class));

    private AuditCommand() {}
}
