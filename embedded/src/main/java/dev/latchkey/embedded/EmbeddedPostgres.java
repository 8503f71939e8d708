package dev.latchkey.embedded;

import dev.latchkey.embedded.ownership.UnusableHomeException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * A PostgreSQL of our own, with its data in a home directory, running for as long as any program has it open.
 *
 * <p>Programs share it: the first to open a home starts its PostgreSQL, later ones use the same, the last to close
 * stops it. A program that was killed leaves it running, and the next one adopts it.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private final Tenancy tenancy;
    private final Login settings;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedPostgres(Tenancy tenancy, Login settings) {
        this.tenancy = tenancy;
        this.settings = settings;
    }

    /**
     * Uses the PostgreSQL of this home, which is created or started when need be. Takes milliseconds when it runs
     * already, and waits for other programs that are just starting or stopping it.
     *
     * @param home the directory for the data, the password and the log; created with mode 0700
     * @throws EmbeddedPostgresException if there is no PostgreSQL here, or it does not start
     * @throws UnusableHomeException if this user may not use the home, or others may change it
     */
    public static EmbeddedPostgres open(Path home) {
        try {
            Tenancy tenancy = Tenancy.of(Home.at(home));
            return new EmbeddedPostgres(tenancy, tenancy.enter());
        } catch (IOException e) {
            throw FileFailure.of("cannot use the embedded PostgreSQL in " + home, e);
        }
    }

    /**
     * Whether a home has a database already.
     *
     * @throws UnusableHomeException if this user may not know, because the home is another's
     */
    public static boolean isThere(Path home) {
        try {
            return Files.readAttributes(new Home(home).data(), BasicFileAttributes.class)
                    .isDirectory();
        } catch (AccessDeniedException e) {
            throw FileFailure.of("cannot look into " + home, e);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The directory of PostgreSQL's programs, which all homes use.
     *
     * @throws EmbeddedPostgresException if there is no PostgreSQL here
     */
    public static Path programs() {
        try {
            return PostgresPrograms.find();
        } catch (IOException e) {
            throw FileFailure.of("cannot find the embedded PostgreSQL", e);
        }
    }

    /** The files with secrets that a home has, or will have. */
    public static List<Path> secretFiles(Path home) {
        return Stream.of("database-password", "master-key", "master-key.old")
                .map(home::resolve)
                .toList();
    }

    /** How to connect to the database {@code latchkey} as its owner, from this machine only. */
    public Login login() {
        return settings;
    }

    /**
     * Starts PostgreSQL again, on the port that it had, if it has died since it was opened. Costs next to nothing when it
     * has not.
     *
     * @return whether it had died
     * @throws EmbeddedPostgresException if it does not start, or not on its port
     */
    public boolean restartIfDead() {
        try {
            return !closed.get() && tenancy.restartIfDead(settings);
        } catch (IOException e) {
            throw new EmbeddedPostgresException("cannot start it again: " + FileFailure.words(e), e);
        }
    }

    /**
     * Stops PostgreSQL unless another program, or another opening in this one, uses it. Closing again does nothing, but
     * waits for the first to be done.
     *
     * @throws EmbeddedPostgresException if it cannot be stopped
     */
    @Override
    public synchronized void close() {
        if (closed.compareAndSet(false, true)) {
            tenancy.leave();
        }
    }
}
