package dev.latchkey.admin.scope;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import dev.latchkey.core.consent.ScopeDescription;
import picocli.CommandLine.Command;

/** {@code latchkey scope list}. */
record ListScopes(Session session) {

    @Command(
            description = "List the scopes that have a description. The consent page shows any other by its name.",
            footer = {"Examples:", "  latchkey scope list", "  latchkey scope list -o json"})
    int list() {
        session.output()
                .list(
                        ScopeShapes.DESCRIBED,
                        session.database().scopeDescriptions().list().entrySet().stream()
                                .map(one -> new ScopeDescription(one.getKey(), one.getValue()))
                                .toList());
        return ExitCode.DONE;
    }
}
