package dev.latchkey.admin.completion;

import dev.latchkey.admin.command.Verbs;
import picocli.CommandLine.Command;

/** {@code latchkey completion}. */
@Command(
        name = "completion",
        description = "Print a script that teaches a shell the commands and options.",
        footer = {
            "Examples:",
            "  source <(latchkey completion bash)",
            "  latchkey completion fish > ~/.config/fish/completions/latchkey.fish"
        })
@Verbs({CompleteBash.class, CompleteFish.class, CompleteZsh.class})
public final class CompletionCommand {

    private CompletionCommand() {}
}
