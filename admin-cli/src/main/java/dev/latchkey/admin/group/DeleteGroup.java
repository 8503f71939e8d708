package dev.latchkey.admin.group;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Confirmation;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.group.GroupChanges;
import dev.latchkey.core.group.GroupChanges.Deletion;
import dev.latchkey.core.group.GroupListing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey group delete}. */
record DeleteGroup(Session session) {

    @Command(
            description = {
                "Delete a group. Asks when it has members: they lose what it gave them at their next refresh.",
                "The users themselves stay."
            },
            footer = {
                "Examples:",
                "  latchkey group delete ops",
                "  latchkey group delete ops --yes --reason 'merged into platform'"
            })
    int delete(
            @Parameters(paramLabel = "GROUP", description = "Its name.") String name,
            @Mixin Confirmation confirmation,
            @Mixin Change change) {
        GroupListing group = Lookup.group(session.database(), name);
        boolean asks = group.members() > 0;
        if (asks) {
            confirmation.require(change, question(group));
        }
        GroupChanges groups = session.database().access().groupChanges();
        Deletion done =
                change.make(() -> groups.delete(name, asks, change.by())).orElseThrow(() -> Lookup.noGroup(name));
        if (!done.deleted()) {
            throw Failure.conflict("The group '" + name + "' has a member since a moment ago: try again.");
        }
        String words =
                change.mood("deleted the group " + name) + (done.members() == 0 ? "" : "; members: " + done.members());
        session.output().done(GroupShapes.CHANGED, new GroupShapes.Changed(name, true), words);
        return ExitCode.DONE;
    }

    private static String question(GroupListing group) {
        Scopes scopes = group.group().scopes();
        return "Delete the group " + group.group().name() + " (members: " + group.members()
                + (scopes.isEmpty() ? "" : ", who lose " + scopes + " unless they have it otherwise") + ")?";
    }
}
