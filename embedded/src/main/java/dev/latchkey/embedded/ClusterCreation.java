package dev.latchkey.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the database cluster of a home. */
final class ClusterCreation {

    private static final Logger log = LoggerFactory.getLogger(ClusterCreation.class);

    /**
     * The beginning of a temporary name. Each attempt has its own, because the initdb of a killed program may still
     * write.
     */
    private static final String UNFINISHED = "data.new-";

    private ClusterCreation() {}

    /**
     * Makes {@code data} appear complete, with our role, its password and our database, or not at all: a program may
     * be killed at any time, so it all happens under another name first. Callers hold the start lock.
     */
    static void create(Home home) throws IOException {
        Path programs = PostgresPrograms.find();
        removeUnfinished(home);
        log.info("Creating a database in {}", home.data());
        Path created = Files.createTempDirectory(home.directory(), UNFINISHED);
        PostgresPassword.createIn(home);
        initdb(home, programs, created);
        PostgresConfiguration.includeIn(created);
        createDatabase(home, programs, created);
        PrivateFiles.move(created, home.data());
    }

    /**
     * Deletes what interrupted attempts left, as far as possible. Called at each start, because an initdb that
     * outlives its program may still add files.
     */
    static void removeUnfinished(Home home) throws IOException {
        try (var unfinished = Files.newDirectoryStream(home.directory(), UNFINISHED + "*")) {
            for (Path directory : unfinished) {
                try {
                    PrivateFiles.deleteTree(directory);
                } catch (IOException e) {
                    log.debug("Cannot remove {} yet", directory, e);
                }
            }
        }
    }

    /**
     * Uses the locale that PostgreSQL brings itself: it sorts the same on every machine and in every version. The
     * password is 256 random bits: thousands of iterations would not make it harder to guess, but each connection
     * slower to open.
     */
    private static void initdb(Home home, Path programs, Path created) throws IOException {
        PostgresProgram.run(
                home,
                "",
                programs.resolve("initdb"),
                "--pgdata=" + created,
                "--username=" + PostgresPassword.LATCHKEY,
                "--auth=scram-sha-256",
                "--pwfile=" + home.password(),
                "--set=scram_iterations=1",
                "--encoding=UTF8",
                "--no-locale",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8");
    }

    /** Runs no server but a postgres that reads statements from its standard input, and fails when one of them fails. */
    private static void createDatabase(Home home, Path programs, Path created) throws IOException {
        PostgresProgram.run(
                home,
                "CREATE DATABASE " + PostgresPassword.LATCHKEY + "\n",
                programs.resolve("postgres"),
                "--single",
                "-D",
                created.toString(),
                "-c",
                "exit_on_error=on",
                "postgres");
    }
}
