package dev.latchkey.admin.scope;

import dev.latchkey.admin.command.Noun;
import dev.latchkey.admin.command.Verb;
import java.util.List;

/** {@code latchkey scope}. */
public final class ScopeCommand {

    public static final Noun NOUN = new Noun(
            "scope",
            "The words in which the consent page asks users for a scope.",
            List.of("latchkey scope set read --description 'Read your orders'", "latchkey scope list"),
            new Verb("list", ListScopes.class),
            new Verb("remove", RemoveScope.class),
            new Verb("set", SetScope.class));

    private ScopeCommand() {}
}
