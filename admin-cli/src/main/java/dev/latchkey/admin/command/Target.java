package dev.latchkey.admin.command;

import dev.latchkey.admin.command.Change.Ending;
import dev.latchkey.admin.output.Shape;
import dev.latchkey.core.family.Revocation;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The user or client that a command changes. It has what the verbs share: the sentence and the data that are printed
 * after a change, and the error when the row is gone. The verb runs the statement.
 *
 * @param noun user or client
 * @param name the username or client id
 * @param shape how a change of it is printed
 */
public record Target(Session session, String noun, String name, UUID id, Shape<Changed> shape) {

    /** The result of disabling, for which both nouns have a record. */
    public record Disabled(boolean changed, Revocation revocation) {}

    /**
     * Changes it without ending a token.
     *
     * @param statement says whether there was anything to change; empty when the row is gone
     * @param done what was done to it, {@code enabled}
     * @param already what is said when there was nothing to do, {@code was not disabled}
     */
    public int change(Change change, Supplier<Optional<Boolean>> statement, String done, String already) {
        boolean changed = change.make(statement).orElseThrow(this::gone);
        return tell(changed, Ended.NOTHING, changed ? change.mood(done + " " + name) : name + " " + already);
    }

    /**
     * Disables it, which ends its tokens.
     *
     * @param statement empty when the row is gone
     */
    public int disable(Change change, Supplier<Optional<Disabled>> statement) {
        Ending<Disabled> ending =
                change.makeEnding(() -> statement.get().orElseThrow(this::gone), Disabled::revocation);
        Disabled disabled = ending.value();
        boolean changed = disabled.changed() || disabled.revocation().families() > 0;
        return changed
                ? tellEnded(change, "disabled", ending.ended())
                : tell(false, ending.ended(), name + " was disabled already");
    }

    /**
     * Asks whether to delete it, and does.
     *
     * @param statement empty when the row is gone
     */
    public int delete(Confirmation confirmation, Change change, Supplier<Optional<Revocation>> statement) {
        confirmation.require(change, "Delete the " + noun + " " + name + " (" + id + ")?");
        Ending<Revocation> ending =
                change.makeEnding(() -> statement.get().orElseThrow(this::gone), Function.identity());
        return tellEnded(change, "deleted", ending.ended());
    }

    /** Tells of a change that ended tokens. */
    public int tellEnded(Change change, String done, Ended ended) {
        return tell(true, ended, change.mood(done + " " + name) + ": " + ended.words(session.now()));
    }

    /** Tells of a change in {@code words}, and as data where a program reads it. */
    public int tell(boolean changed, Ended ended, String words) {
        session.output().done(shape, new Changed(name, id, changed, ended), words);
        return ExitCode.DONE;
    }

    /** It was found, and deleted before the change. */
    public Failure gone() {
        return Failure.notFound("The " + noun + " '" + name + "' was deleted just now.");
    }
}
