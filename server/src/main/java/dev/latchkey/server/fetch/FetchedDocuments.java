package dev.latchkey.server.fetch;

import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Documents of hosts that clients name, kept in memory as what was read from them. A document is fresh for as long as its
 * host says, within bounds. While its host fails, the last one is used for a day. One request at a time goes to one URI.
 *
 * @param <T> what a document is read into
 */
public final class FetchedDocuments<T> {

    /** How long a document is fresh at least and at most, and when its host says nothing of it. */
    static final Duration SHORTEST = Duration.ofMinutes(1);

    static final Duration USUAL = Duration.ofMinutes(10);
    static final Duration LONGEST = Duration.ofHours(1);

    /** How long the last document is used while its host fails, from when it was fetched. */
    static final Duration STALE = Duration.ofDays(1);

    /** After a failure. It doubles with each one that follows. */
    static final Duration FIRST_PAUSE = Duration.ofSeconds(10);

    static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** How often a fresh document may be asked for again. */
    static final Duration AGAIN = Duration.ofMinutes(1);

    /** How many URIs are remembered. */
    static final int MOST = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(FetchedDocuments.class);

    /** Makes something of a document, or refuses it. */
    public interface Reader<T> {

        /**
         * Checks the type and the content of an answer with status 200.
         *
         * @throws FetchException when it is not what is wanted; the message has nothing in it that the host said
         */
        T read(Fetched answer) throws FetchException;
    }

    /**
     * What is known of a URI at one time. Times are of the clock of {@link System#nanoTime}.
     *
     * @param dueAt before this it is not asked for again without need
     * @param problem why the last request failed
     */
    private record State<T>(
            @Nullable T document,
            long fetchedAt,
            long askedAt,
            long dueAt,
            int failures,
            @Nullable String problem) {

        @Nullable
        T usable(long now, Duration stale) {
            return failures == 0 || now - fetchedAt < stale.toNanos() ? document : null;
        }
    }

    private static final class Copy<T> {
        private final ReentrantLock asking = new ReentrantLock();
        private volatile @Nullable State<T> state;
    }

    private final Fetcher fetcher;
    private final int maxBytes;
    private final Duration stale;
    private final Reader<T> reader;
    private final LongSupplier nanoTime;

    /** The least recently used first. */
    private final Map<URI, Copy<T>> copies = new LinkedHashMap<>(16, 0.75f, true);

    /** Reads documents of at most {@code maxBytes}. */
    public FetchedDocuments(Fetcher fetcher, int maxBytes, Reader<T> reader) {
        this(fetcher, maxBytes, reader, System::nanoTime);
    }

    /**
     * The same.
     *
     * @param stale how long the last document is used while its host fails, instead of a day
     */
    public FetchedDocuments(Fetcher fetcher, int maxBytes, Duration stale, Reader<T> reader) {
        this(fetcher, maxBytes, stale, reader, System::nanoTime);
    }

    /** The same with another clock than that of {@link System#nanoTime}. */
    public FetchedDocuments(Fetcher fetcher, int maxBytes, Reader<T> reader, LongSupplier nanoTime) {
        this(fetcher, maxBytes, STALE, reader, nanoTime);
    }

    /** The same with both. */
    public FetchedDocuments(Fetcher fetcher, int maxBytes, Duration stale, Reader<T> reader, LongSupplier nanoTime) {
        this.fetcher = fetcher;
        this.maxBytes = maxBytes;
        this.stale = stale;
        this.reader = reader;
        this.nanoTime = nanoTime;
    }

    /**
     * The document at a URI, from memory while it is fresh.
     *
     * @throws FetchException when it cannot be fetched or read, and none was in the last day
     */
    public T get(URI uri) throws FetchException {
        Copy<T> copy = copy(uri);
        Predicate<@Nullable State<T>> due = state -> state == null || nanoTime.getAsLong() - state.dueAt() >= 0;
        if (due.test(copy.state)) {
            State<T> old = copy.state;
            if (old == null || old.usable(nanoTime.getAsLong(), stale) == null || isTooOld(old)) {
                copy.asking.lock();
                fetch(uri, copy, due);
            } else if (copy.asking.tryLock()) {
                // Other requests use the old document meanwhile.
                fetch(uri, copy, due);
            }
        }
        return document(copy);
    }

    /** Whether it was fetched so long ago that no request may use it, also while another one asks for it. */
    private boolean isTooOld(State<T> state) {
        return nanoTime.getAsLong() - state.fetchedAt() >= STALE.toNanos();
    }

    /**
     * The document at a URI, fetched again though it may be fresh, because something is missing in it. Does so once a minute
     * at most.
     *
     * @throws FetchException as {@link #get}
     */
    public T getAgain(URI uri) throws FetchException {
        Copy<T> copy = copy(uri);
        Predicate<@Nullable State<T>> due =
                state -> state == null || nanoTime.getAsLong() - state.askedAt() >= AGAIN.toNanos();
        if (due.test(copy.state)) {
            copy.asking.lock();
            fetch(uri, copy, due);
        }
        return document(copy);
    }

    /**
     * The document at a URI as it was last read, without asking the host; empty when that was more than a day ago, or when
     * {@link #get} would not use it either.
     */
    public Optional<T> kept(URI uri) {
        State<T> state = copy(uri).state;
        long now = nanoTime.getAsLong();
        return state == null || now - state.fetchedAt() >= STALE.toNanos()
                ? Optional.empty()
                : Optional.ofNullable(state.usable(now, stale));
    }

    /** Whether {@link #get} would ask the host now. */
    public boolean isDue(URI uri) {
        State<T> state = copy(uri).state;
        return state == null || nanoTime.getAsLong() - state.dueAt() >= 0;
    }

    /** Whether {@link #getAgain} would. */
    public boolean isDueAgain(URI uri) {
        State<T> state = copy(uri).state;
        return state == null || nanoTime.getAsLong() - state.askedAt() >= AGAIN.toNanos();
    }

    private T document(Copy<T> copy) throws FetchException {
        State<T> state = copy.state;
        T document = state == null ? null : state.usable(nanoTime.getAsLong(), stale);
        if (document == null) {
            throw new FetchException(state == null || state.problem() == null ? "it was not fetched" : state.problem());
        }
        return document;
    }

    /** With the lock, which it gives back. Asks nothing if another request has asked while this one waited. */
    private void fetch(URI uri, Copy<T> copy, Predicate<@Nullable State<T>> due) {
        try {
            if (due.test(copy.state)) {
                copy.state = next(uri, copy.state);
            }
        } finally {
            copy.asking.unlock();
        }
    }

    private State<T> next(URI uri, @Nullable State<T> old) {
        try {
            Fetched answer = fetcher.get(uri, maxBytes);
            if (answer.status() != 200) {
                throw new FetchException("the host answered with status " + answer.status());
            }
            T document = reader.read(answer);
            long now = nanoTime.getAsLong();
            if (old != null && old.failures() > 0) {
                LOG.info("{} was fetched again", uri);
            }
            return new State<>(document, now, now, now + fresh(answer.maxAge()).toNanos(), 0, null);
        } catch (FetchException e) {
            long now = nanoTime.getAsLong();
            int failures = old == null ? 1 : old.failures() + 1;
            if (failures == 1 && old != null) {
                LOG.warn("{} cannot be fetched, and the last copy is used: {}", uri, e.getMessage());
            } else if (failures == 1) {
                LOG.info("{} cannot be fetched: {}", uri, e.getMessage());
            }
            return new State<>(
                    old == null ? null : old.document(),
                    old == null ? now : old.fetchedAt(),
                    now,
                    now + pause(failures).toNanos(),
                    failures,
                    e.getMessage());
        }
    }

    private static Duration fresh(@Nullable Duration maxAge) {
        if (maxAge == null) {
            return USUAL;
        }
        Duration atLeast = maxAge.compareTo(SHORTEST) < 0 ? SHORTEST : maxAge;
        return atLeast.compareTo(LONGEST) > 0 ? LONGEST : atLeast;
    }

    private static Duration pause(int failures) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /** Forgets URIs that never had a document before others, so that requests for such do not drive documents out. */
    private synchronized Copy<T> copy(URI uri) {
        Copy<T> copy = copies.get(uri);
        if (copy == null) {
            if (copies.size() >= MOST) {
                copies.entrySet().stream()
                        .min(Comparator.comparing(entry -> hasDocument(entry.getValue())))
                        .ifPresent(entry -> copies.remove(entry.getKey()));
            }
            copy = new Copy<>();
            copies.put(uri, copy);
        }
        return copy;
    }

    private static boolean hasDocument(Copy<?> copy) {
        State<?> state = copy.state;
        return state != null && state.document() != null;
    }
}
