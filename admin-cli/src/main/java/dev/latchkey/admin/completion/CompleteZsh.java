package dev.latchkey.admin.completion;

import dev.latchkey.admin.command.Session;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code latchkey completion zsh}. */
record CompleteZsh(Session session) {

    @Command(
            description = "For zsh.",
            footer = {"Examples:", "  echo 'source <(latchkey completion zsh)' >> ~/.zshrc"})
    int zsh(@Mixin Tree tree) {
        // The script for bash knows how to run in zsh, once zsh's completion is there.
        return Script.print(
                "autoload -Uz compinit && (( $+functions[compdef] )) || compinit\n"
                        + AutoComplete.bash("latchkey", tree.root().commandLine()),
                session);
    }
}
