package dev.latchkey.admin.command;

import dev.latchkey.admin.terminal.Terminal;
import picocli.CommandLine.Option;

/** The option of commands that cannot be undone: they ask, and where nobody can answer they want to be told beforehand. */
public final class Confirmation {

    @Option(
            names = {"-y", "--yes"},
            order = 810,
            description = "Do not ask. Required when there is no terminal to ask at.")
    boolean yes;

    /** Stops at once where nobody could be asked, before anything is looked up. */
    public void requireAnswer(Terminal terminal, ChangeOptions change) {
        if (!yes && !change.dryRun && !terminal.canAsk()) {
            throw Failure.usage("This cannot be undone and there is no terminal to ask at: add --yes.");
        }
    }

    /** Goes on only when somebody said yes, or nothing will really happen. */
    public void require(Terminal terminal, ChangeOptions change, String question) {
        if (yes || change.dryRun) {
            return;
        }
        requireAnswer(terminal, change);
        if (!terminal.confirm(question)) {
            throw Failure.failed("Nothing was changed.");
        }
    }
}
