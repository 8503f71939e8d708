package dev.latchkey.admin.scope;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.scope.ScopeShapes.Changed;
import dev.latchkey.core.consent.ScopeDescriptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey scope remove}. */
record RemoveScope(Session session) {

    @Command(
            description = "Take the description of a scope away. Clients and users keep the scope.",
            footer = {"Examples:", "  latchkey scope remove read"})
    int remove(
            @Parameters(paramLabel = "SCOPE", description = "A scope that has a description.") String scope,
            @Mixin Change change) {
        ScopeDescriptions scopes = session.database().scopeDescriptions();
        boolean changed = change.make(() -> scopes.remove(scope, change.by()));
        String words = changed ? change.mood("removed the description of " + scope) : scope + " had no description";
        session.output().done(ScopeShapes.CHANGED, new Changed(scope, changed), words);
        return ExitCode.DONE;
    }
}
