package dev.latchkey.admin.group;

import dev.latchkey.admin.command.Noun;
import dev.latchkey.admin.command.Verb;
import java.util.List;

/** {@code latchkey group}. */
public final class GroupCommand {

    public static final Noun NOUN = new Noun(
            "group",
            "Groups of users: they give scopes to their members, and applications can read their names.",
            List.of(
                    "latchkey group add ops --scope deploy",
                    "latchkey group add-member ops alice bob",
                    "latchkey group list"),
            new Verb("add", AddGroup.class),
            new Verb("add-member", AddMembers.class),
            new Verb("delete", DeleteGroup.class),
            new Verb("list", ListGroups.class),
            new Verb("remove-member", RemoveMembers.class),
            new Verb("set-scopes", SetScopes.class),
            new Verb("show", ShowGroup.class));

    private GroupCommand() {}
}
