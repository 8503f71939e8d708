package dev.latchkey.admin.completion;

import dev.latchkey.admin.command.Session;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code latchkey completion bash}. */
@Command(
        name = "bash",
        description = "For bash; bash-completion is not needed.",
        footer = {"Examples:", "  echo 'source <(latchkey completion bash)' >> ~/.bashrc"})
final class CompleteBash implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set before a verb runs
    private CommandSpec spec;

    private final Session session;

    CompleteBash(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return Script.print(AutoComplete.bash("latchkey", spec.root().commandLine()), session);
    }
}
