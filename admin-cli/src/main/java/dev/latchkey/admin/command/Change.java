package dev.latchkey.admin.command;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.family.Revocation;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The change that a command makes: the options of every such command, the author of its audit row, and its one transaction.
 * With {@code --dry-run} that is rolled back, or it only counts: see {@link #orCount}.
 */
public final class Change {

    /** Longer than any access token lives. */
    private static final Duration NEVER_LISTED = Duration.ofDays(1);

    /** For what is told before the commit, because the commit depends on it. */
    private static final Duration COMMITTED_WITHIN = Duration.ofSeconds(1);

    @Option(names = "--reason", paramLabel = "TEXT", order = 800, description = "Why; it is kept in the audit log.")
    @Nullable
    String reason;

    @Option(
            names = "--actor",
            paramLabel = "NAME",
            order = 800,
            description = "Who makes the change, instead of USER@HOST. The audit log keeps it as a claim.")
    @Nullable
    String actor;

    @Option(names = "--dry-run", order = 801, description = "Say what would happen and change nothing.")
    boolean dryRun;

    private final Session session;

    public Change(Session session) {
        this.session = session;
    }

    public boolean dryRun() {
        return dryRun;
    }

    /** For a change that may be the first of an installation: see {@link Session#mayBegin}. A dry run makes no database. */
    public void mayBegin() {
        if (!dryRun) {
            session.mayBegin();
        }
    }

    /** Who makes the change, and why. */
    public Attribution by() {
        return session.by(reason, actor);
    }

    /** Puts {@code words} into the mood of what is not really happening. */
    public String mood(String words) {
        return dryRun ? "would have " + words : words;
    }

    /**
     * The change, or with {@code --dry-run} what counts the rows that it would change. For changes of very many rows:
     * to make such a change and to take it back would hold up sign-ins and refreshes, and leave the tables full of
     * dead rows.
     *
     * @param count reads alone, by the conditions of the change
     */
    public <T> Supplier<T> orCount(Supplier<T> change, Supplier<T> count) {
        return dryRun ? count : change;
    }

    /** Makes the change, or with {@code --dry-run} finds out what it would do. */
    public <T> T make(Supplier<T> change) {
        if (dryRun) {
            return session.database().transactions().rehearse(change);
        }
        T result = session.database().transactions().in(change);
        session.changed();
        return result;
    }

    /**
     * Makes a change that has a secret to show. It is committed only when the secret was delivered: a full disk or a closed
     * pipe leaves everything as it was.
     *
     * @param show prints what was made; not called with {@code --dry-run}
     */
    public <T> T makeShowing(Supplier<T> change, Consumer<T> show) {
        return makeShowing(
                change,
                show,
                () -> session.terminal()
                        .say("latchkey: Whether the secret above was stored is not known: make another one."));
    }

    /**
     * The same.
     *
     * @param doubtful called when the secret was delivered and the commit failed
     */
    public <T> T makeShowing(Supplier<T> change, Consumer<T> show, Runnable doubtful) {
        boolean[] shown = new boolean[1];
        try {
            return make(() -> {
                T result = change.get();
                if (!dryRun) {
                    deliver(() -> show.accept(result));
                    shown[0] = true;
                }
                return result;
            });
        } catch (RuntimeException e) {
            if (shown[0]) {
                doubtful.run();
            }
            throw e;
        }
    }

    private void deliver(Runnable output) {
        try {
            output.run();
            session.terminal().deliver();
        } catch (RuntimeException e) {
            session.gaveUp();
            throw e;
        }
    }

    /** A change that ended tokens, and what it ended. */
    public record Ending<T>(T value, Ended ended) {}

    /**
     * Makes a change that ends tokens. The settings are read before it and the time is asked within it: when it is
     * committed, nothing but the output can fail.
     *
     * @param revocation what it ended
     */
    public <T> Ending<T> makeEnding(Supplier<T> change, Function<T, Revocation> revocation) {
        Duration ttl = statusListTtl();
        Timed<T> done = makeTimed(change);
        return new Ending<>(done.value(), Ended.of(revocation.apply(done.value()), done.at(), ttl));
    }

    /** As {@link #makeEnding}, of a change that has a secret to show: see {@link #makeShowing}. Says what it ended. */
    public Ended makeEndingShowing(Supplier<Revocation> change, Consumer<Ended> show) {
        Duration ttl = statusListTtl();
        return makeShowing(
                () -> {
                    Revocation revocation = change.get();
                    return Ended.of(revocation, session.database().now().plus(COMMITTED_WITHIN), ttl);
                },
                show);
    }

    private Duration statusListTtl() {
        return session.serverVariables().statusListTtl().orElse(NEVER_LISTED);
    }

    /** What came of a change, and when it was done by the database's clock. */
    public record Timed<T>(T value, Instant at) {}

    /** Makes a change and says when it was done, without asking the database once more afterwards. */
    public <T> Timed<T> makeTimed(Supplier<T> change) {
        long[] asked = new long[1];
        Timed<T> done = make(() -> {
            T value = change.get();
            Instant now = session.database().now();
            asked[0] = System.nanoTime();
            return new Timed<>(value, now);
        });
        // The commit may have taken a while, with a standby that has to confirm it.
        return new Timed<>(done.value(), done.at().plusNanos(System.nanoTime() - asked[0]));
    }
}
