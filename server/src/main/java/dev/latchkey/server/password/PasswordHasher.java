package dev.latchkey.server.password;

import dev.latchkey.db.user.Passwords;
import dev.latchkey.db.user.Passwords.Verdict;
import dev.latchkey.server.settings.ServerSettings;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Hashes passwords on threads of its own, as many as may be busy with that at once, so that sign-ins take neither all
 * cores nor more than 19 MiB for each of those threads. What does not fit in the queue is refused at once. Callers hold
 * no database connection meanwhile.
 */
public final class PasswordHasher implements AutoCloseable {

    /** A caller whose turn does not come in this time is told to come back. */
    private static final int PATIENCE_SECONDS = 30;

    private final Passwords passwords = new Passwords();
    private final ThreadPoolExecutor executor;

    public PasswordHasher(ServerSettings.Password settings) {
        int threads = settings.hashingThreads() > 0
                ? settings.hashingThreads()
                : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        this.executor = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(settings.hashingQueue()),
                Thread.ofPlatform().name("hashing-", 0).daemon().factory());
    }

    /**
     * How a password compares with a stored hash.
     *
     * @param betterHash what to store instead, when the stored hash was made with other parameters; else null
     */
    public record Verification(Verdict verdict, @Nullable String betterHash) {

        public boolean matches() {
            return verdict.matches();
        }

        /** Leaves the hash out. */
        @Override
        public String toString() {
            return verdict.toString();
        }
    }

    /**
     * Compares a password with what is stored, at the cost of one hash whatever is stored.
     *
     * @param mayImprove whether to make a better hash when the stored one is outdated and matches; not for an account that
     *     is refused all the same, because the second hash would tell by its time that the password was right
     * @throws HashingBusyException when the queue is full
     */
    public Verification verify(String password, @Nullable String storedHash, boolean mayImprove) {
        return await(() -> {
            Verdict verdict = passwords.verify(password, storedHash);
            boolean improve = mayImprove && verdict == Verdict.MATCH_OUTDATED;
            return new Verification(verdict, improve ? passwords.hash(password) : null);
        });
    }

    /**
     * Hashes a new password.
     *
     * @throws HashingBusyException when the queue is full
     */
    public String hash(String password) {
        return await(() -> passwords.hash(password));
    }

    private <T> T await(Callable<T> work) {
        Future<T> result;
        try {
            result = executor.submit(work);
        } catch (RejectedExecutionException e) {
            throw new HashingBusyException("The hashing queue is full");
        }
        try {
            return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HashingBusyException("Interrupted while waiting for a hash");
        } catch (TimeoutException e) {
            result.cancel(false);
            throw new HashingBusyException("No hash within " + PATIENCE_SECONDS + " s");
        } catch (ExecutionException e) {
            throw new IllegalStateException("Hashing failed", e.getCause());
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
