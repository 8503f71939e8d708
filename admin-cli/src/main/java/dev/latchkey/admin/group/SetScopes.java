package dev.latchkey.admin.group;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.command.WantedScopes;
import dev.latchkey.core.group.GroupChanges;
import dev.latchkey.core.group.GroupChanges.ScopesChange;
import dev.latchkey.core.group.GroupLimitException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey group set-scopes}. */
record SetScopes(Session session) {

    @Command(
            description = {
                "Set the scopes that a group gives to its members, or add and remove some.",
                "Tokens lose a removed scope at their next refresh, and get an added one with the next sign-in."
            },
            footer = {
                "Examples:",
                "  latchkey group set-scopes ops --scope deploy",
                "  latchkey group set-scopes ops --add read --remove deploy"
            })
    int setScopes(
            @Parameters(paramLabel = "GROUP", description = "Its name.") String name,
            @ArgGroup(exclusive = true, multiplicity = "1") WantedScopes wanted,
            @Mixin Change change) {
        GroupChanges groups = session.database().access().groupChanges();
        ScopesChange done = change.make(() -> {
                    try {
                        return groups.updateScopes(name, wanted::after, change.by());
                    } catch (GroupLimitException e) {
                        throw Failure.conflict(e.getMessage());
                    } catch (IllegalArgumentException e) {
                        throw Failure.usage(String.valueOf(e.getMessage()));
                    }
                })
                .orElseThrow(() -> Lookup.noGroup(name));
        String scopes = done.scopes().isEmpty() ? "none" : done.scopes().toString();
        String words = done.changed()
                ? change.mood("set the scopes of the group " + name) + ": " + scopes + "; members: " + done.members()
                : "the group " + name + " had these scopes already: " + scopes;
        session.output().done(GroupShapes.CHANGED, new GroupShapes.Changed(name, done.changed()), words);
        return ExitCode.DONE;
    }
}
