package dev.latchkey.server.authn;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Runs tasks on the threads of another executor, never two of them at once. One that waits keeps no thread busy. */
final class OneAtATime implements Executor {

    private final Executor threads;
    private final int capacity;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean busy;

    /**
     * Prepares.
     *
     * @param capacity how many tasks may wait
     */
    OneAtATime(Executor threads, int capacity) {
        this.threads = threads;
        this.capacity = capacity;
    }

    /**
     * Runs a task when its turn comes.
     *
     * @throws RejectedExecutionException when as many wait as may
     */
    @Override
    public synchronized void execute(Runnable task) {
        if (!busy) {
            threads.execute(() -> run(task));
            busy = true;
        } else if (waiting.size() < capacity) {
            waiting.add(task);
        } else {
            throw new RejectedExecutionException("The queue is full");
        }
    }

    synchronized int size() {
        return waiting.size();
    }

    private void run(Runnable first) {
        Runnable task = first;
        while (task != null) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                // Leaving the loop would leave the next task, and all after it, without a thread.
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
            task = next();
        }
    }

    /** Lets others have the thread before the next task; with no place in their queue, returns it to be run at once. */
    private synchronized @Nullable Runnable next() {
        Runnable task = waiting.poll();
        if (task == null) {
            busy = false;
            return null;
        }
        try {
            threads.execute(() -> run(task));
            return null;
        } catch (RejectedExecutionException e) {
            return task;
        }
    }
}
