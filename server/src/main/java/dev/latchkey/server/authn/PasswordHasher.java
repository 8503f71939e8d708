package dev.latchkey.server.authn;

import dev.latchkey.core.credential.GivenPassword;
import dev.latchkey.core.credential.HashBounds;
import dev.latchkey.core.credential.HashFormats;
import dev.latchkey.core.credential.Passwords;
import dev.latchkey.core.credential.Passwords.Verdict;
import dev.latchkey.server.http.HashingBusyException;
import dev.latchkey.server.http.RateLimitedException;
import dev.latchkey.server.limit.Attempt;
import dev.latchkey.server.limit.Limit;
import dev.latchkey.server.settings.ServerSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Hashes passwords on threads of its own, as many as may be busy with that at once, so that sign-ins use neither all
 * cores nor more than 19 MiB for each of those threads. Imported hashes that take more memory are computed one at a
 * time. The threads yield to those of other requests. When the queue is full, further requests are rejected at once.
 * Callers hold no database connection meanwhile.
 */
public final class PasswordHasher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PasswordHasher.class);

    /** A request that waits longer than this is answered with 503. */
    private static final int PATIENCE_SECONDS = 30;

    private final Passwords passwords;
    private final Decoys decoys;
    private final ThreadPoolExecutor executor;
    private final OneAtATime large;
    private final Timer waiting;
    private final Timer hashing;
    private final Counter rejected;

    /**
     * Starts the threads.
     *
     * @param formats those that accounts have
     * @param decoyKey the same on all servers
     */
    public PasswordHasher(
            ServerSettings.Password settings,
            HashFormats formats,
            Supplier<SecretKey> decoyKey,
            MeterRegistry registry) {
        int threads = settings.hashingThreads() > 0
                ? settings.hashingThreads()
                : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        this.passwords = Passwords.fast(threads, bounds(settings, threads));
        this.decoys = new Decoys(formats, decoyKey);
        this.executor = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(settings.hashingQueue()),
                new YieldingThreads("hashing-"));
        this.large = new OneAtATime(executor, settings.hashingQueue());
        Gauge.builder(
                        "latchkey.password.hashing.queue",
                        () -> executor.getQueue().size() + large.size())
                .description("Passwords that wait to be hashed")
                .register(registry);
        Gauge.builder("latchkey.password.hashing.threads", executor::getMaximumPoolSize)
                .description("How many passwords are hashed at once")
                .register(registry);
        this.waiting = Timer.builder("latchkey.password.hashing.wait")
                .description("How long passwords waited to be hashed")
                .register(registry);
        this.hashing = Timer.builder("latchkey.password.hashing")
                .description("How long it took to hash or compare a password")
                .register(registry);
        this.rejected = Counter.builder("latchkey.password.hashing.rejected")
                .description("Passwords rejected because too many waited to be hashed")
                .register(registry);
    }

    /** The bounds of the settings, lowered if the heap has less room. */
    private static HashBounds bounds(ServerSettings.Password settings, int threads) {
        HashBounds wanted = settings.hashBounds();
        HashBounds possible = wanted.within(Runtime.getRuntime().maxMemory(), threads);
        if (possible.memoryKib() < wanted.memoryKib()) {
            LOG.warn(
                    "The Java heap has room for imported hashes of {} MiB, not of {} ({}): users with larger ones"
                            + " cannot sign in. Raise the heap, or lower the number of hashing threads",
                    possible.memoryKib() / 1024,
                    wanted.memoryKib() / 1024,
                    HashBounds.SETTING);
        }
        return possible;
    }

    /**
     * How a password compares with a stored hash.
     *
     * @param betterHash what to store instead, when the stored hash was made with other parameters; else null
     */
    record Verification(Verdict verdict, @Nullable String betterHash) {

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
     * Compares a password with the stored hash, or with a decoy of the same cost when there is none.
     *
     * @param username by which the decoy is chosen
     * @param mayPass whether a match counts as a success, and is hashed again when the stored hash is outdated; not for
     *     an account that is refused all the same, because both would tell that the password was right
     * @param limit rejects callers that were over their limit a moment ago before they enter the queue; counts the
     *     attempt when its turn has come and no sooner, so that waiting attempts are not counted
     * @throws HashingBusyException when the queue is full
     * @throws RateLimitedException when {@code limit} does
     */
    Verification verify(
            GivenPassword password, String username, @Nullable String storedHash, boolean mayPass, Limit limit) {
        limit.askMemory();
        // For every name, so that it does not tell whether there is an account.
        String decoy = decoys.of(username);
        return await(passwords.isLarge(storedHash, decoy) ? large : executor, () -> {
            Attempt attempt = limit.count();
            Verdict verdict = passwords.verify(password, storedHash, decoy);
            if (!mayPass || !verdict.matches()) {
                return new Verification(verdict, null);
            }
            attempt.takeBack();
            return new Verification(
                    verdict, verdict == Verdict.MATCH_OUTDATED ? passwords.hash(password.normalised()) : null);
        });
    }

    /**
     * Hashes a new password.
     *
     * @throws HashingBusyException when the queue is full
     */
    public String hash(String password) {
        return hash(() -> password);
    }

    /**
     * Checks a new password and hashes it, both on a thread for that.
     *
     * @param checked returns the normalised password, or throws what the caller gets
     * @throws HashingBusyException when the queue is full
     */
    public String hash(Supplier<String> checked) {
        return await(executor, () -> passwords.hash(checked.get()));
    }

    private <T> T await(Executor turn, Callable<T> work) {
        long submitted = System.nanoTime();
        // What is logged there belongs to the request that waits here.
        Map<String, String> context = MDC.getCopyOfContextMap();
        FutureTask<T> result = new FutureTask<>(() -> {
            waiting.record(System.nanoTime() - submitted, TimeUnit.NANOSECONDS);
            MDC.setContextMap(Objects.requireNonNullElse(context, Map.of()));
            try {
                return hashing.recordCallable(work);
            } finally {
                MDC.clear();
            }
        });
        try {
            turn.execute(result);
        } catch (RejectedExecutionException e) {
            rejected.increment();
            throw new HashingBusyException("The hashing queue is full");
        }
        try {
            return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HashingBusyException("Interrupted while waiting for a hash");
        } catch (TimeoutException e) {
            result.cancel(false);
            rejected.increment();
            throw new HashingBusyException("No hash within " + PATIENCE_SECONDS + " s");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("Hashing failed", e.getCause());
        }
    }

    /** Forgets what waits. What is under way ends by itself, as it may be counting in the database. */
    @Override
    public void close() {
        executor.shutdown();
        executor.getQueue().clear();
    }
}
