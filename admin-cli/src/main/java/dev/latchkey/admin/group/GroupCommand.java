package dev.latchkey.admin.group;

import dev.latchkey.admin.command.Verbs;
import picocli.CommandLine.Command;

/** {@code latchkey group}. */
@Command(
        name = "group",
        description = GroupCommand.DESCRIPTION,
        footer = {
            "Examples:",
            "  latchkey group add ops --scope deploy",
            "  latchkey group add-member ops alice bob",
            "  latchkey group list"
        })
@Verbs({
    AddGroup.class,
    AddMembers.class,
    DeleteGroup.class,
    ListGroups.class,
    RemoveMembers.class,
    SetScopes.class,
    ShowGroup.class
})
public final class GroupCommand {

    public static final String DESCRIPTION =
            "Groups of users: they give scopes to their members, and applications can read their names.";

    private GroupCommand() {}
}
