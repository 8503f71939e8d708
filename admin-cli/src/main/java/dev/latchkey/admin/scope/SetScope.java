package dev.latchkey.admin.scope;

import dev.latchkey.admin.command.Change;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.scope.ScopeShapes.Changed;
import dev.latchkey.core.consent.ScopeDescriptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey scope set}. */
record SetScope(Session session) {

    @Command(
            description = "Say what a scope allows, in place of what was said before.",
            footer = {"Examples:", "  latchkey scope set read --description 'Read your orders'"})
    int set(
            @Parameters(paramLabel = "SCOPE", description = "A scope as clients ask for it.") String scope,
            @Option(
                            names = "--description",
                            paramLabel = "TEXT",
                            order = 10,
                            required = true,
                            description = "One line for users, of at most 200 characters.")
                    String description,
            @Mixin Change change) {
        change.mayBegin();
        ScopeDescriptions scopes = session.database().scopeDescriptions();
        try {
            boolean changed = change.make(() -> scopes.set(scope, description, change.by()));
            String words = changed ? change.mood("described " + scope) : scope + " was described so already";
            session.output().done(ScopeShapes.CHANGED, new Changed(scope, changed), words);
            return ExitCode.DONE;
        } catch (IllegalArgumentException e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        }
    }
}
