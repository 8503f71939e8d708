package dev.latchkey.admin.completion;

import dev.latchkey.admin.command.Noun;
import dev.latchkey.admin.command.Verb;
import java.util.List;

/** {@code latchkey completion}. */
public final class CompletionCommand {

    public static final Noun NOUN = new Noun(
            "completion",
            "Print a script that teaches a shell the commands and options.",
            List.of(
                    "source <(latchkey completion bash)",
                    "latchkey completion fish > ~/.config/fish/completions/latchkey.fish"),
            new Verb("bash", CompleteBash.class),
            new Verb("fish", CompleteFish.class),
            new Verb("zsh", CompleteZsh.class));

    private CompletionCommand() {}
}
