package dev.latchkey.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets one server at a time run on a home. The operating system frees the lock when the server dies in whatever way.
 */
public final class ServerLock implements AutoCloseable {

    /** File locks are the process's: opening and closing the file a second time would free the first lock. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final LockFile lock;
    private boolean closed;

    private ServerLock(Path file, LockFile lock) {
        this.file = file;
        this.lock = lock;
    }

    /**
     * Makes this process the server of the home, which is created with mode 0700 if absent.
     *
     * @throws EmbeddedPostgresException if another server runs on the home; the message names its process
     */
    public static ServerLock acquire(Path home) {
        try {
            Path file = Home.at(home).serverLock();
            if (!HELD_HERE.add(file)) {
                throw taken(home, self());
            }
            try {
                return lock(home, file);
            } catch (IOException | EmbeddedPostgresException e) {
                HELD_HERE.remove(file);
                throw e;
            }
        } catch (IOException e) {
            throw FileFailure.of("cannot lock " + home, e);
        }
    }

    private static ServerLock lock(Path home, Path file) throws IOException {
        LockFile lock = LockFile.open(file);
        if (!lock.tryExclusive()) {
            lock.close();
            throw taken(home, Files.readString(file).strip());
        }
        lock.write(self());
        return new ServerLock(file, lock);
    }

    private static String self() {
        return Long.toString(ProcessHandle.current().pid());
    }

    private static EmbeddedPostgresException taken(Path home, String pid) {
        return new EmbeddedPostgresException("another Latchkey server already runs on " + home + " (pid " + pid + ")");
    }

    /** Lets another server have the home. Closing again does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            lock.close();
            HELD_HERE.remove(file);
        } catch (IOException e) {
            throw new EmbeddedPostgresException("cannot unlock " + file + ": " + FileFailure.words(e), e);
        }
    }
}
