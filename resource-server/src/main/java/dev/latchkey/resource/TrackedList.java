package dev.latchkey.resource;

import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One list while tokens that name it are met: fetched again and again in the background, one request after the other.
 * Who asks never waits, but for the very first answer.
 */
final class TrackedList {

    private static final System.Logger LOG = System.getLogger(TrackedList.class.getName());

    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration FORGET = Duration.ofMinutes(10);

    private final URI uri;
    private final ListLoader loader;
    private final Runnable forgotten;
    private final CompletableFuture<Void> firstAttempt = new CompletableFuture<>();
    private volatile ListLoader.@Nullable Loaded last;
    private volatile long metNanos = System.nanoTime();
    private volatile boolean closed;
    private boolean failing;

    /**
     * Tracks the list at a URI of the issuer's.
     *
     * @param forgotten run when the list has not been asked for in a while and is tracked no more
     */
    TrackedList(URI uri, ListLoader loader, Runnable forgotten) {
        this.uri = uri;
        this.loader = loader;
        this.forgotten = forgotten;
    }

    /** The last list that was good when it came; waits for the first attempt, as long as {@code patience} at most. */
    Optional<StatusList> list(Duration patience) {
        metNanos = System.nanoTime();
        if (!firstAttempt.isDone()) {
            await(patience);
        }
        return Optional.ofNullable(last).map(ListLoader.Loaded::list);
    }

    private void await(Duration patience) {
        try {
            firstAttempt.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // Then there is no list yet.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Fetches the list now and again, until it was not asked for during {@link #FORGET}. */
    void keep() {
        if (closed || System.nanoTime() - metNanos > FORGET.toNanos()) {
            forgotten.run();
            return;
        }
        // A failure of any kind, thrown or in the future, is a failed attempt.
        CompletableFuture<Void> unused = CompletableFuture.completedFuture(last)
                .thenCompose(before -> loader.load(uri, before))
                .handle(this::note)
                .thenAccept(pause -> CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(this::keep));
    }

    /** Takes what an attempt brought and says when the next one is due. */
    private Duration note(ListLoader.@Nullable Loaded loaded, @Nullable Throwable failure) {
        if (loaded != null) {
            last = loaded;
        }
        report(failure);
        firstAttempt.complete(null);
        return loaded == null ? RETRY : loaded.ttl();
    }

    private void report(@Nullable Throwable failure) {
        if (failure != null && !failing) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            LOG.log(Level.WARNING, "The status list {0} cannot be used: {1}", uri, cause);
        } else if (failure == null && failing) {
            LOG.log(Level.INFO, "The status list {0} can be used again", uri);
        }
        failing = failure != null;
    }

    void close() {
        closed = true;
    }
}
