package dev.latchkey.admin.group;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.ScopeOptions;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.group.Group;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey group add}. */
record AddGroup(Session session) {

    @Command(
            description = {
                "Add a group. Its members may be granted its scopes besides their own.",
                "Applications that have the scope 'groups' read its name in tokens: choose one that can stay."
            },
            footer = {
                "Examples:",
                "  latchkey group add ops --scope deploy --scope read",
                "  latchkey group add team/blue"
            })
    int add(
            @Parameters(paramLabel = "NAME", description = "1 to 128 characters out of A-Z a-z 0-9 . _ / -")
                    String name,
            @Mixin ScopeOptions scopes,
            @Option(names = "--if-absent", order = 70, description = "Succeed when there is such a group already.")
                    boolean ifAbsent,
            @Mixin Change change) {
        Group group = group(name, scopes.scopes());
        change.mayBegin();
        boolean added =
                change.make(() -> session.database().access().groupChanges().add(group, change.by()));
        if (!added && !ifAbsent) {
            throw Failure.conflict("There is a group '" + name + "' already; --if-absent makes that a success.");
        }
        String words = added ? change.mood("added the group " + name) : "the group " + name + " exists already";
        session.output().done(GroupShapes.CHANGED, new GroupShapes.Changed(name, added), words);
        return ExitCode.DONE;
    }

    private static Group group(String name, Scopes scopes) {
        try {
            return new Group(name, scopes);
        } catch (IllegalArgumentException e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        }
    }
}
