package dev.latchkey.admin.completion;

import dev.latchkey.admin.command.Verbs;
import picocli.CommandLine.Command;

/** {@code latchkey completion}. */
@Command(
        name = "completion",
        description = CompletionCommand.DESCRIPTION,
        footer = {
            "Examples:",
            "  source <(latchkey completion bash)",
            "  latchkey completion fish > ~/.config/fish/completions/latchkey.fish"
        })
@Verbs({CompleteBash.class, CompleteFish.class, CompleteZsh.class})
public final class CompletionCommand {

    public static final String DESCRIPTION = "Print a script that teaches a shell the commands and options.";

    private CompletionCommand() {}
}
