package dev.latchkey.admin.completion;

import dev.latchkey.admin.command.Session;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code latchkey completion bash}. */
record CompleteBash(Session session) {

    @Command(
            description = "For bash; bash-completion is not needed.",
            footer = {"Examples:", "  echo 'source <(latchkey completion bash)' >> ~/.bashrc"})
    int bash(@Mixin Tree tree) {
        return Script.print(AutoComplete.bash("latchkey", tree.root().commandLine()), session);
    }
}
