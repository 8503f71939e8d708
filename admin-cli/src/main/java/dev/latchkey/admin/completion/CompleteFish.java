package dev.latchkey.admin.completion;

import dev.latchkey.admin.command.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code latchkey completion fish}. */
record CompleteFish(Session session) {

    @Command(
            description = "For fish.",
            footer = {"Examples:", "  latchkey completion fish > ~/.config/fish/completions/latchkey.fish"})
    int fish(@Mixin Tree tree) {
        return Script.print(FishCompletion.script(tree.root()), session);
    }
}
