package dev.latchkey.admin.completion;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The tree of all commands, which a script completes. Picocli takes no mixin without an annotation. */
@Command
final class Tree {

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set before a verb runs
    CommandSpec verb;

    CommandSpec root() {
        return verb.root();
    }
}
