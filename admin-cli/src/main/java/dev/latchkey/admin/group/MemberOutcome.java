package dev.latchkey.admin.group;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.group.GroupShapes.ChangedMember;
import dev.latchkey.core.account.User;
import dev.latchkey.core.group.GroupChanges.MemberChange;
import dev.latchkey.core.group.GroupLimitException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What adding and removing members have in common: all in one transaction, and a line for each. */
record MemberOutcome(Session session, String group) {

    /** One change. */
    interface Words {
        String of(User user, MemberChange done);
    }

    /**
     * Makes the changes.
     *
     * @param statement empty when there is no such group or user
     */
    int make(List<String> users, Change change, Function<User, Optional<MemberChange>> statement, Words words) {
        Lookup.group(session.database(), group);
        List<User> found = users.stream()
                .map(name -> Lookup.user(session.database(), name))
                .toList();
        List<ChangedMember> changed = change.make(() -> {
            List<ChangedMember> all = new ArrayList<>();
            for (User user : found) {
                MemberChange done = one(user, statement);
                all.add(new ChangedMember(group, user.username(), user.id(), done.changed(), words.of(user, done)));
            }
            return all;
        });
        session.output().done(GroupShapes.CHANGED_MEMBER, changed, ChangedMember::words);
        return ExitCode.DONE;
    }

    private MemberChange one(User user, Function<User, Optional<MemberChange>> statement) {
        try {
            return statement
                    .apply(user)
                    .orElseThrow(() -> Failure.notFound(
                            "The group '" + group + "' or the user '" + user.username() + "' was deleted just now."));
        } catch (GroupLimitException e) {
            throw Failure.conflict(user.username() + ": " + e.getMessage());
        }
    }
}
