package dev.latchkey.admin.command;

import dev.latchkey.admin.terminal.Terminal;
import picocli.CommandLine.Option;

/** The option of commands that cannot be undone: they ask, and where there is no terminal to ask at they require it. */
public final class Confirmation {

    @Option(
            names = {"-y", "--yes"},
            order = 810,
            description = "Do not ask. Required when there is no terminal to ask at.")
    private boolean yes;

    private final Terminal terminal;

    public Confirmation(Session session) {
        this.terminal = session.terminal();
    }

    /** Stops at once when the answer is needed beforehand. */
    public void requireYes(Change change, String because) {
        if (!yes && !change.dryRun()) {
            throw Failure.usage(because);
        }
    }

    /** Stops at once where there is no terminal to ask at, before anything is looked up. */
    public void requireAnswer(Change change) {
        if (!yes && !change.dryRun() && !terminal.canAsk()) {
            throw Failure.usage("This cannot be undone and there is no terminal to ask at: add --yes.");
        }
    }

    /** Goes on only when the answer is yes, or nothing will really happen. */
    public void require(Change change, String question) {
        if (yes || change.dryRun()) {
            return;
        }
        requireAnswer(change);
        if (!terminal.confirm(question)) {
            throw Failure.failed("Nothing was changed.");
        }
    }
}
