package dev.latchkey.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * This program's share in the cluster of one home, however often the program opens it.
 *
 * <p>Two lock files agree with other programs. {@code start.lock} is held exclusively while a program looks, starts
 * or stops. {@code in-use.lock} is shared by all that have the home open. A program that closes the home and
 * then gets this lock exclusively was the last. The operating system frees both when a program dies in whatever way.
 *
 * <p>One object per home and program, because such locks belong to the process: a second channel on the same file
 * would be refused, and closing it would free the locks of the first.
 */
final class Tenancy {

    /** Longer than any start, recovery from a crash included. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** By directory: Java generates the hash of a record in each run, and a command has little time. */
    private static final Map<Path, Tenancy> TENANCIES = new ConcurrentHashMap<>();

    private final Home home;
    private final PostgresCluster cluster;
    private int openings;
    private @Nullable LockFile inUse;

    private Tenancy(Home home) {
        this.home = home;
        this.cluster = new PostgresCluster(home);
    }

    static Tenancy of(Home home) {
        return TENANCIES.computeIfAbsent(home.directory(), directory -> new Tenancy(home));
    }

    /** Returns how to connect. Looks at the cluster again at each opening: PostgreSQL may have died since the last. */
    synchronized Login enter() throws IOException {
        try (var starting = LockFile.open(home.startLock())) {
            starting.lockExclusively(PATIENCE);
            LockFile held = inUse == null ? LockFile.open(home.inUseLock()) : inUse;
            try {
                boolean sharedWithOthers = inUse == null && !held.tryExclusive();
                held.share();
                if (!Files.exists(home.data())) {
                    ClusterCreation.create(home);
                }
                PostgresPassword password = PostgresPassword.read(home);
                Postmaster postmaster = cluster.startIfDown(sharedWithOthers);
                inUse = held;
                openings++;
                return password.connectTo(postmaster.port());
            } finally {
                if (openings == 0) {
                    held.close();
                }
            }
        }
    }

    /** Returns whether PostgreSQL had died. Connections that were handed out lead to the port that it had. */
    synchronized boolean restartIfDead(Login settings) throws IOException {
        if (inUse == null || Postmaster.find(home).isPresent()) {
            return false;
        }
        try (var starting = LockFile.open(home.startLock())) {
            starting.lockExclusively(PATIENCE);
            Postmaster postmaster = cluster.startIfDown(false);
            String url =
                    PostgresPassword.read(home).connectTo(postmaster.port()).url();
            if (!url.equals(settings.url())) {
                throw new EmbeddedPostgresException("its port was taken meanwhile and it listens on "
                        + postmaster.port() + " now: start this program again");
            }
            return true;
        }
    }

    synchronized void leave() {
        LockFile held = inUse;
        if (--openings > 0 || held == null) {
            return;
        }
        inUse = null;
        // An interrupt would close the channels under us and leave the cluster running.
        boolean interrupted = Thread.interrupted();
        try (held;
                var starting = LockFile.open(home.startLock())) {
            starting.lockExclusively(PATIENCE);
            // Frees this lock before start.lock: the next holder of start.lock shares it.
            try (held) {
                held.release();
                if (held.tryExclusive()) {
                    cluster.stop();
                }
            }
        } catch (IOException e) {
            throw new EmbeddedPostgresException(
                    "cannot stop the embedded PostgreSQL in " + home + ": " + FileFailure.words(e), e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
