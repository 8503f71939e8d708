package dev.latchkey.admin.completion;

import picocli.CommandLine.Command;

/** {@code latchkey completion}. */
@Command(
        name = "completion",
        description = "Print a script that teaches a shell the commands and options.",
        footer = {
            "Examples:",
            "  source <(latchkey completion bash)",
            "  latchkey completion fish > ~/.config/fish/completions/latchkey.fish"
        },
        subcommands = {CompleteBash.class, CompleteFish.class, CompleteZsh.class})
public final class CompletionCommand {

    private CompletionCommand() {}
}
