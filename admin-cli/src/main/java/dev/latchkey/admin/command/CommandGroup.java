package dev.latchkey.admin.command;

import dev.latchkey.admin.output.Format;
import dev.latchkey.admin.output.Output;
import dev.latchkey.admin.terminal.Terminal;
import dev.latchkey.core.Database;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.family.Revocation;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A noun of the product with its verbs. A verb is a method: it reads its input, makes one call into the database and
 * prints what came of it; what it throws is reported in one place.
 */
public abstract class CommandGroup {

    private static final Duration STATUS_LIST_TTL = Duration.ofSeconds(10);

    /** Longer than any access token lives. */
    private static final Duration NEVER_LISTED = Duration.ofDays(1);

    /** For what is told before the commit, because the commit depends on it. */
    private static final Duration COMMITTED_WITHIN = Duration.ofSeconds(1);

    private final Session session;

    protected CommandGroup(Session session) {
        this.session = session;
    }

    protected Session session() {
        return session;
    }

    protected Terminal terminal() {
        return session.terminal();
    }

    protected Output output() {
        return session.output();
    }

    /**
     * Refuses to make a secret that nobody would ever see.
     *
     * @throws Failure when what is printed are ids
     */
    protected void requireSecretShown() {
        if (output().format() == Format.id) {
            throw Failure.usage("-o id does not show the secret, and it is shown only once: choose another format.");
        }
    }

    /** The database; connects at the first call. */
    protected Database database() {
        return session.database();
    }

    /** Who makes a change, and why. */
    protected Attribution by(ChangeOptions options) {
        return session.by(options.reason, options.actor);
    }

    protected Instant now() {
        return session.surroundings().now();
    }

    /** Makes a change, or with {@code --dry-run} finds out what it would do. */
    protected <T> T change(ChangeOptions options, Supplier<T> change) {
        if (options.dryRun) {
            return database().transactions().rehearse(change);
        }
        T result = database().transactions().in(change);
        session.changed();
        return result;
    }

    /**
     * Makes a change that has a secret to show. It is committed only when the secret was delivered: a full disk or a closed
     * pipe leaves everything as it was.
     *
     * @param show prints what was made; not called with {@code --dry-run}
     */
    protected <T> T changeShowing(ChangeOptions options, Supplier<T> change, Consumer<T> show) {
        boolean[] shown = new boolean[1];
        try {
            return change(options, () -> {
                T result = change.get();
                if (!options.dryRun) {
                    deliver(() -> show.accept(result));
                    shown[0] = true;
                }
                return result;
            });
        } catch (RuntimeException e) {
            if (shown[0]) {
                terminal().say("latchkey: Whether the secret above was stored is not known: make another one.");
            }
            throw e;
        }
    }

    private void deliver(Runnable output) {
        try {
            output.run();
            terminal().deliver();
        } catch (RuntimeException e) {
            session.gaveUp();
            throw e;
        }
    }

    /** A change that ended tokens, and what it ended. */
    protected record Ending<T>(T value, Ended ended) {}

    /**
     * Makes a change that ends tokens. The settings are read before it and the time is asked within it: when it is
     * committed, nothing but the output can fail.
     *
     * @param revocation what it ended
     */
    protected <T> Ending<T> changeEnding(
            ChangeOptions options, Supplier<T> change, Function<T, Revocation> revocation) {
        Duration ttl = session.serverVariables().statusListTtl(STATUS_LIST_TTL).orElse(NEVER_LISTED);
        Timed<T> done = changeTimed(options, change);
        return new Ending<>(done.value(), Ended.of(revocation.apply(done.value()), done.at(), ttl));
    }

    /** As above, of a change that has a secret to show: see {@link #changeShowing}. */
    protected <T> Ending<T> changeEnding(
            ChangeOptions options, Supplier<T> change, Function<T, Revocation> revocation, Consumer<Ended> show) {
        Duration ttl = session.serverVariables().statusListTtl(STATUS_LIST_TTL).orElse(NEVER_LISTED);
        return changeShowing(
                options,
                () -> {
                    T value = change.get();
                    Instant committed = database().now().plus(COMMITTED_WITHIN);
                    return new Ending<>(value, Ended.of(revocation.apply(value), committed, ttl));
                },
                ending -> show.accept(ending.ended()));
    }

    /** What came of a change, and when it was done by the database's clock. */
    protected record Timed<T>(T value, Instant at) {}

    /** Makes a change and says when it was done, without asking the database once more afterwards. */
    protected <T> Timed<T> changeTimed(ChangeOptions options, Supplier<T> change) {
        long[] asked = new long[1];
        Timed<T> done = change(options, () -> {
            T value = change.get();
            Instant now = database().now();
            asked[0] = System.nanoTime();
            return new Timed<>(value, now);
        });
        // The commit may have taken a while, with a standby that has to confirm it.
        return new Timed<>(done.value(), done.at().plusNanos(System.nanoTime() - asked[0]));
    }
}
