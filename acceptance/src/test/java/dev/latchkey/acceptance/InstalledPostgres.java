package dev.latchkey.acceptance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PostgreSQL of the operating system, with its programs, on a port of its own: another major version than the one
 * that the other tests use, and the only one with {@code pg_dump}.
 */
final class InstalledPostgres implements AutoCloseable {

    static final String OWNER = "owner";

    private final Shell shell;
    private final Path data;
    private final int port = Checkout.freePort();

    private InstalledPostgres(Shell shell, Path data) {
        this.shell = shell;
        this.data = data;
    }

    /** Starts an empty one; skips the test where none is installed. It may lose data in a power cut. */
    static InstalledPostgres start(Shell shell, Path directory) {
        Optional<Path> programs = programs();
        assumeTrue(programs.isPresent(), "There is no PostgreSQL server here: apt-get install postgresql");
        var postgres = new InstalledPostgres(shell, directory);
        postgres.run("export PATH=" + programs.orElseThrow() + ":$PATH PGCONNECT_TIMEOUT=10");
        // PostgreSQL refuses to run as root; in a user namespace of its own root is an ordinary user.
        postgres.run("ordinary() { " + (new UnixSystem().getUid() == 0 ? "unshare -U " : "") + "\"$@\"; }");
        postgres.run("ordinary initdb -D " + directory + " -U " + OWNER + " --auth=trust --no-sync --locale=C.UTF-8");
        postgres.run("ordinary pg_ctl start -w -D " + directory + " -l " + directory + "/log -o '-F -h 127.0.0.1 -p "
                + postgres.port + " -k " + directory + "' >/dev/null");
        return postgres;
    }

    private static Optional<Path> programs() {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin ->
                            Files.isExecutable(bin.resolve("initdb")) && Files.isExecutable(bin.resolve("pg_dump")))
                    .max(Comparator.comparingInt(
                            bin -> Integer.parseInt(bin.getName(3).toString())));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The options that name it to PostgreSQL's own programs. */
    String options() {
        return "-h 127.0.0.1 -p " + port + " -U " + OWNER;
    }

    String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    String url(String database) {
        return "postgresql://" + OWNER + "@127.0.0.1:" + port + "/" + database;
    }

    private String run(String command) {
        Shell.Result result = shell.run(command);
        if (result.exitCode() != 0) {
            throw new AssertionError(command + ":\n" + result.output());
        }
        return result.output();
    }

    @Override
    public void close() {
        run("ordinary pg_ctl stop -w -m fast -D " + data);
    }
}
