package dev.latchkey.admin.user.imports;

import dev.latchkey.core.credential.Passwords;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Hashes passwords, and digests that are too weak to be stored as they are, on as many threads as there are processors and
 * memory for.
 */
final class Hashing implements AutoCloseable {

    /** What a hash takes, in bytes. */
    private static final long MEMORY = 20L << 20;

    private static final int TRIALS = 3;

    private final int threads;
    private final boolean dryRun;
    private @Nullable Passwords passwords;
    private @Nullable ExecutorService executor;

    /** With {@code dryRun} nothing is hashed. */
    Hashing(boolean dryRun) {
        Runtime runtime = Runtime.getRuntime();
        // Half of the heap is for the rest of an import.
        this.threads = Math.clamp(runtime.maxMemory() / 2 / MEMORY, 1, runtime.availableProcessors());
        this.dryRun = dryRun;
    }

    int threads() {
        return threads;
    }

    /** How long this many hashes take, in seconds, found by a few of them. */
    long secondsFor(long hashes) {
        Passwords measured = passwords();
        measured.hash("before it is compiled");
        long start = System.nanoTime();
        for (int i = 0; i < TRIALS; i++) {
            measured.hash("how long does it take?");
        }
        double each = (System.nanoTime() - start) / 1e9 / TRIALS;
        return Math.round(each * hashes / threads);
    }

    /** What is stored for each of these accounts; null for one without a password. */
    List<@Nullable String> hash(List<Candidate> candidates) {
        List<Callable<@Nullable String>> work = new ArrayList<>();
        for (Candidate candidate : candidates) {
            work.add(() -> stored(candidate));
        }
        try {
            List<@Nullable String> hashes = new ArrayList<>();
            if (dryRun || candidates.stream().noneMatch(Candidate::takesHashing)) {
                for (Callable<@Nullable String> one : work) {
                    hashes.add(one.call());
                }
                return hashes;
            }
            for (Future<@Nullable String> one : executor().invokeAll(work)) {
                hashes.add(one.get());
            }
            return hashes;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while hashing", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Hashing failed", e.getCause());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("Hashing failed", e);
        }
    }

    private @Nullable String stored(Candidate candidate) {
        if (dryRun && candidate.takesHashing()) {
            // Of the form that a hash of ours has; it is taken back.
            return "{argon2}";
        }
        if (candidate.password() != null) {
            return passwords().hash(candidate.password());
        }
        return candidate.hash() == null ? null : candidate.hash().stored(passwords());
    }

    private synchronized Passwords passwords() {
        if (passwords == null) {
            passwords = Passwords.ofThreads(threads);
        }
        return passwords;
    }

    private ExecutorService executor() {
        if (executor == null) {
            executor = Executors.newFixedThreadPool(
                    threads, Thread.ofPlatform().daemon().factory());
        }
        return executor;
    }

    @Override
    public void close() {
        if (executor != null) {
            executor.shutdownNow();
        }
    }
}
