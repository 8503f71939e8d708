package dev.latchkey.admin.group;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.group.GroupChanges;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey group remove-member}. */
record RemoveMembers(Session session) {

    @Command(
            description = {
                "Remove users from a group.",
                "What they lose by that is gone with the next refresh; access tokens keep it until they expire."
            },
            footer = {
                "Examples:",
                "  latchkey group remove-member ops alice",
                "  latchkey group remove-member ops alice bob --reason 'changed teams'"
            })
    int remove(
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
                        user -> groups.removeMember(group, user.id(), user.username(), change.by()),
                        (user, done) -> {
                            Scopes lost = done.before().with(Scopes.NONE, done.after());
                            return done.changed()
                                    ? change.mood("removed " + user.username() + " from " + group)
                                            + (lost.isEmpty() ? "" : ": refreshes lose " + lost)
                                    : user.username() + " was not in " + group;
                        });
    }
}
