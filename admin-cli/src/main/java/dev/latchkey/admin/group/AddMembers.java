package dev.latchkey.admin.group;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.group.GroupChanges;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey group add-member}. */
record AddMembers(Session session) {

    @Command(
            description = {
                "Add users to a group.",
                "They are granted its scopes with their next sign-in; applications read its name after the next refresh."
            },
            footer = {"Examples:", "  latchkey group add-member ops alice", "  latchkey group add-member ops alice bob"
            })
    int add(
            @Parameters(index = "0", paramLabel = "GROUP", description = "Its name.") String group,
            @Parameters(
                            index = "1..*",
                            arity = "1..*",
                            paramLabel = "USER",
                            description = "A username, an id or the beginning of one; name more for more.")
                    List<String> users,
            @Mixin Change change) {
        GroupChanges groups = session.database().access().groupChanges();
        return new MemberOutcome(session, group)
                .make(
                        users,
                        change,
                        user -> groups.addMember(group, user.id(), user.username(), change.by()),
                        (user, done) -> {
                            Scopes more = done.after().with(Scopes.NONE, done.before());
                            return done.changed()
                                    ? change.mood("added " + user.username() + " to " + group)
                                            + (more.isEmpty() ? "" : ": new sign-ins may get " + more)
                                    : user.username() + " was in " + group + " already";
                        });
    }
}
