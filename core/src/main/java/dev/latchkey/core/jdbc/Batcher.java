package dev.latchkey.core.jdbc;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Sends requests to the database one by one while it is idle, and together those that queued up while it was busy: a
 * round trip and a flush to disk cost the same for one as for many.
 *
 * <p>A question that finds a free lane goes at once and alone. The others queue up, and when a lane is free again, the
 * first of them takes the others along. What they leave unanswered is asked once more, alone, so that only the
 * statement for one needs to know every case.
 *
 * @param <Q> a question
 * @param <A> its answer
 */
public final class Batcher<Q, A> {

    /** How many statements are under way at once: one keeps up with what four processors ask. */
    private static final int LANES = Math.max(1, Runtime.getRuntime().availableProcessors() / 4);

    private static final int LARGEST = 32;

    /** After waiting this long, a request takes a connection of its own from the pool. */
    private static final Duration PATIENCE = Duration.ofMillis(100);

    /** Answers several questions with one statement. */
    @FunctionalInterface
    public interface Many<Q, A> {

        /** Returns answers by the places of their questions; what is missing is asked alone. */
        Map<Integer, A> ask(List<Q> questions);
    }

    private final Function<Q, Optional<A>> one;
    private final Many<Q, A> many;
    private final int lanes;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Call<Q, A>> queue = new ArrayDeque<>();
    private int busyLanes;

    public Batcher(Function<Q, Optional<A>> one, Many<Q, A> many) {
        this(one, many, LANES, PATIENCE);
    }

    Batcher(Function<Q, Optional<A>> one, Many<Q, A> many, int lanes, Duration patience) {
        this.one = one;
        this.many = many;
        this.lanes = lanes;
        this.patience = patience;
    }

    /**
     * Sends a request. An exception of the database is thrown to each caller whose request it concerns.
     *
     * @throws IllegalStateException in a transaction, of which the questions of others would become a part
     */
    public Optional<A> ask(Q question) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("The questions of others must not become a part of this transaction");
        }
        Call<Q, A> call = new Call<>(question);
        return isFirst(call) ? alone(question) : awaitTurn(call).get();
    }

    private boolean isFirst(Call<Q, A> call) {
        lock.lock();
        try {
            if (busyLanes == lanes) {
                queue.add(call);
                return false;
            }
            busyLanes++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private Optional<A> alone(Q question) {
        try {
            return one.apply(question);
        } finally {
            passLaneOn();
        }
    }

    private Optional<A> lead(List<Call<Q, A>> calls) {
        if (calls.size() == 1) {
            return alone(calls.getFirst().question);
        }
        Map<Integer, A> answers;
        try {
            answers = many.ask(calls.stream().map(call -> call.question).toList());
        } catch (DataIntegrityViolationException e) {
            // That undid everything, and who is to blame for it will hear of it alone.
            answers = Map.of();
        } catch (RuntimeException | Error e) {
            calls.forEach(call -> call.turn.complete(() -> {
                throw e;
            }));
            throw e;
        } finally {
            passLaneOn();
        }
        for (int place = 1; place < calls.size(); place++) {
            Call<Q, A> call = calls.get(place);
            call.turn.complete(answered(call, answers.get(place)));
        }
        return answered(calls.getFirst(), answers.get(0)).get();
    }

    private Supplier<Optional<A>> answered(Call<Q, A> call, @Nullable A answer) {
        return answer == null ? () -> one.apply(call.question) : () -> Optional.of(answer);
    }

    private void passLaneOn() {
        List<Call<Q, A>> next = new ArrayList<>();
        lock.lock();
        try {
            while (next.size() < LARGEST && !queue.isEmpty()) {
                next.add(queue.remove());
            }
            if (next.isEmpty()) {
                busyLanes--;
                return;
            }
        } finally {
            lock.unlock();
        }
        next.getFirst().turn.complete(() -> lead(next));
    }

    /** How many questions wait for a lane. */
    int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    private Supplier<Optional<A>> awaitTurn(Call<Q, A> call) {
        try {
            return call.turn.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return leave(call);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return leave(call);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Supplier<Optional<A>> leave(Call<Q, A> call) {
        lock.lock();
        try {
            if (queue.remove(call)) {
                return () -> one.apply(call.question);
            }
        } finally {
            lock.unlock();
        }
        // It is being asked, or is to lead others: to ask twice could do a thing twice.
        return call.turn.join();
    }

    /** A question that waits, and what its caller is to do when the turn has come. */
    private static final class Call<Q, A> {

        private final Q question;
        private final CompletableFuture<Supplier<Optional<A>>> turn = new CompletableFuture<>();

        Call(Q question) {
            this.question = question;
        }
    }
}
