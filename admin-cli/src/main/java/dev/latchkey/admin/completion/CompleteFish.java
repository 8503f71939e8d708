package dev.latchkey.admin.completion;

import dev.latchkey.admin.command.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code latchkey completion fish}. */
@Command(
        name = "fish",
        description = "For fish.",
        footer = {"Examples:", "  latchkey completion fish > ~/.config/fish/completions/latchkey.fish"})
final class CompleteFish implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set before a verb runs
    private CommandSpec spec;

    private final Session session;

    CompleteFish(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return Script.print(FishCompletion.script(spec.root()), session);
    }
}
