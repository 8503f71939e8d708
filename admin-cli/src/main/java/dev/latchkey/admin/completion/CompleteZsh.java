package dev.latchkey.admin.completion;

import dev.latchkey.admin.command.Session;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code latchkey completion zsh}. */
@Command(
        name = "zsh",
        description = "For zsh.",
        footer = {"Examples:", "  echo 'source <(latchkey completion zsh)' >> ~/.zshrc"})
final class CompleteZsh implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set before a verb runs
    private CommandSpec spec;

    private final Session session;

    CompleteZsh(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        // The script for bash knows how to run in zsh, once zsh's completion is there.
        return Script.print(
                "autoload -Uz compinit && (( $+functions[compdef] )) || compinit\n"
                        + AutoComplete.bash("latchkey", spec.root().commandLine()),
                session);
    }
}
