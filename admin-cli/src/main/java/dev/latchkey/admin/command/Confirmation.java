package dev.latchkey.admin.command;

import dev.latchkey.admin.terminal.Terminal;
import picocli.CommandLine.Option;

/** The option of commands that cannot be undone: they ask, and where there is no terminal to ask at they require it. */
public final class Confirmation {

    @Option(
            names = {"-y", "--yes"},
            order = 810,
            description = "Do not ask. Required when there is no terminal to ask at.")
    boolean yes;

    private final Terminal terminal;

    public Confirmation(Session session) {
        this.terminal = session.terminal();
    }

    /** Whether the answer can come from the terminal, or none is needed. */
    public boolean canBeAnswered(Change change) {
        return yes || change.dryRun() || terminal.canAsk();
    }

    /** Stops when there is no answer beforehand, for a reason that the command knows. */
    public void requireYes(Change change, String because) {
        if (!yes && !change.dryRun()) {
            throw Failure.usage(because);
        }
    }

    /**
     * Goes on only when the answer is yes, or nothing will really happen. Commands look everything up before: what cannot
     * be done at all fails by its own reason, and not because there is no terminal.
     */
    public void require(Change change, String question) {
        if (yes || change.dryRun()) {
            return;
        }
        if (!terminal.canAsk()) {
            throw Failure.usage("This cannot be undone and there is no terminal to ask at: add --yes.");
        }
        if (!terminal.confirm(question)) {
            throw Failure.failed("Nothing was changed.");
        }
    }
}
