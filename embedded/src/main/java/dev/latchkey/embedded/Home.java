package dev.latchkey.embedded;

import dev.latchkey.embedded.ownership.TrustedDirectory;
import dev.latchkey.embedded.ownership.UnusableHomeException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The directory that a Latchkey keeps its database in, and what is where in it.
 *
 * @param directory its real path, without symbolic links
 */
record Home(Path directory) {

    /**
     * Makes the directory unless it is there.
     *
     * @throws EmbeddedPostgresException if PostgreSQL cannot run under this name
     * @throws UnusableHomeException if others may change what is run and trusted there
     */
    static Home at(Path directory) throws IOException {
        Path real = PrivateFiles.directory(directory);
        PostgresPrograms.requirePlain(real);
        TrustedDirectory.requireLinks(directory);
        TrustedDirectory.require(real);
        return new Home(real);
    }

    /** Held by the one server. */
    Path serverLock() {
        return directory.resolve("server.lock");
    }

    /** Held by the process that starts or stops PostgreSQL, or checks whether it has to. */
    Path startLock() {
        return directory.resolve("start.lock");
    }

    /** Shared by all programs that use PostgreSQL. */
    Path inUseLock() {
        return directory.resolve("in-use.lock");
    }

    /** The database cluster; exists only when it is complete. */
    Path data() {
        return directory.resolve("data");
    }

    /** The file in which PostgreSQL describes its process. */
    Path postmasterPid() {
        return data().resolve("postmaster.pid");
    }

    Path password() {
        return directory.resolve("database-password");
    }

    /** The log of this start of PostgreSQL. */
    Path log() {
        return directory.resolve("postgresql.log");
    }

    /** The log of the start before. */
    Path previousLog() {
        return directory.resolve("postgresql.log.1");
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
