package dev.latchkey.admin.user;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.Ended;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.command.Target;
import dev.latchkey.admin.command.WantedScopes;
import dev.latchkey.core.account.ScopeChanges;
import dev.latchkey.core.account.ScopeChanges.ScopesChange;
import dev.latchkey.core.account.User;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.group.Group;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey user set-scopes}. */
record SetScopes(Session session) {

    @Command(
            description = {
                "Set the scopes that a user may be granted, or add and remove some. What groups give is not changed.",
                "Tokens lose a removed scope at their next refresh."
            },
            footer = {
                "Examples:",
                "  latchkey user set-scopes alice --scope read --scope write",
                "  latchkey user set-scopes alice --add reports --remove write"
            })
    int setScopes(
            @Parameters(paramLabel = "USER", description = UserTarget.DESCRIPTION) String nameOrId,
            @ArgGroup(exclusive = true, multiplicity = "1") WantedScopes wanted,
            @Mixin Change change) {
        User user = Lookup.user(session.database(), nameOrId);
        ScopeChanges scopeChanges = session.database().access().scopeChanges();
        Target target = UserTarget.of(user, session);
        ScopesChange done = change.make(() -> scopeChanges.update(user, wanted::after, change.by()))
                .orElseThrow(target::gone);
        String scopes = done.own().isEmpty() ? "none" : done.own().toString();
        String words = done.changed()
                ? change.mood("set the scopes of " + user.username()) + ": " + scopes
                : user.username() + " had these scopes already: " + scopes;
        return target.tell(done.changed(), Ended.NOTHING, words + byGroups(user, done));
    }

    /** What the user has besides; and first of all what was taken away in vain. */
    private String byGroups(User user, ScopesChange done) {
        List<Group> groups = session.database().access().groups().ofUser(user.id());
        if (!done.stillGiven().isEmpty()) {
            return "; still has " + done.stillGiven() + " by the group "
                    + groups.stream()
                            .filter(group ->
                                    !group.scopes().intersect(done.stillGiven()).isEmpty())
                            .map(Group::name)
                            .collect(Collectors.joining(", "));
        }
        Scopes others = done.all().with(Scopes.NONE, done.own());
        return others.isEmpty() ? "" : "; groups give " + others + " besides";
    }
}
