package dev.latchkey.admin.scope;

import dev.latchkey.admin.command.Verbs;
import picocli.CommandLine.Command;

/** {@code latchkey scope}. */
@Command(
        name = "scope",
        description = ScopeCommand.DESCRIPTION,
        footer = {"Examples:", "  latchkey scope set read --description 'Read your orders'", "  latchkey scope list"})
@Verbs({ListScopes.class, RemoveScope.class, SetScope.class})
public final class ScopeCommand {

    public static final String DESCRIPTION = "The words in which the consent page asks users for a scope.";

    private ScopeCommand() {}
}
