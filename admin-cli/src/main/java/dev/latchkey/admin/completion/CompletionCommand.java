package dev.latchkey.admin.completion;

import dev.latchkey.admin.command.CommandGroup;
import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import dev.latchkey.admin.terminal.UndeliveredException;
import java.io.IOException;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code latchkey completion}. */
@Command(
        name = "completion",
        addMethodSubcommands = false,
        description = "Print a script that teaches a shell the commands and options.",
        footer = {
            "Examples:",
            "  source <(latchkey completion bash)",
            "  latchkey completion fish > ~/.config/fish/completions/latchkey.fish"
        })
public final class CompletionCommand extends CommandGroup {

    @Spec
    @SuppressWarnings("NullAway.Init") // set before a verb runs
    CommandSpec spec;

    public CompletionCommand(Session session) {
        super(session);
    }

    @Command(
            name = "bash",
            description = "For bash; bash-completion is not needed.",
            footer = {"Examples:", "  echo 'source <(latchkey completion bash)' >> ~/.bashrc"})
    int bash() {
        return print(AutoComplete.bash("latchkey", spec.root().commandLine()));
    }

    @Command(
            name = "zsh",
            description = "For zsh.",
            footer = {"Examples:", "  echo 'source <(latchkey completion zsh)' >> ~/.zshrc"})
    int zsh() {
        // The script for bash knows how to run in zsh, once zsh's completion is there.
        return print("autoload -Uz compinit && (( $+functions[compdef] )) || compinit\n"
                + AutoComplete.bash("latchkey", spec.root().commandLine()));
    }

    @Command(
            name = "fish",
            description = "For fish.",
            footer = {"Examples:", "  latchkey completion fish > ~/.config/fish/completions/latchkey.fish"})
    int fish() {
        return print(FishCompletion.script(spec.root()));
    }

    private int print(String script) {
        try {
            terminal().out().write(script);
        } catch (IOException e) {
            throw new UndeliveredException(e);
        }
        return ExitCode.DONE;
    }
}
