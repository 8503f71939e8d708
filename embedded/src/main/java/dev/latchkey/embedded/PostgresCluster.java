package dev.latchkey.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The database cluster of one home: starts and stops it. Callers hold the start lock. */
final class PostgresCluster {

    /**
     * Long enough for recovery from a crash, in which the database replays at most a gigabyte of its log.
     */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Home home;
    private final PortChooser ports;

    /** Chooses the port of the next start. */
    @FunctionalInterface
    interface PortChooser {
        int choose(Path data) throws IOException;
    }

    PostgresCluster(Home home) {
        this(home, PostgresConfiguration::choosePort);
    }

    PostgresCluster(Home home, PortChooser ports) {
        this.home = home;
        this.ports = ports;
    }

    /**
     * Returns the running postmaster, having started it if there was none.
     *
     * @param sharedWithOthers whether other programs have the home open
     */
    Postmaster startIfDown(boolean sharedWithOthers) throws IOException {
        Optional<Postmaster> running = findSettled();
        if (running.isPresent()) {
            return running.get();
        }
        if (sharedWithOthers && !PostgresConfiguration.startedAmongOurProcesses(home.data())) {
            throw new EmbeddedPostgresException("the PostgreSQL of " + home
                    + " runs in another container: run this program there (docker exec), or use LATCHKEY_DB_URL");
        }
        return start();
    }

    private Postmaster start() throws IOException {
        ClusterCreation.removeUnfinished(home);
        Path pgCtl = PostgresPrograms.find().resolve("pg_ctl");
        if (Files.exists(home.log())) {
            PrivateFiles.move(home.log(), home.previousLog());
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            PrivateFiles.write(home.log(), "");
            PostgresConfiguration.write(home.data(), ports.choose(home.data()));
            removeStalePid();
            startOnce(pgCtl);
            // Perhaps not ours: that of a program which was killed while it started one.
            Optional<Postmaster> started = findSettled();
            if (started.isPresent()) {
                return started.get();
            }
            String said = Files.readString(home.log(), StandardCharsets.UTF_8);
            if (!passes(said) || System.nanoTime() - deadline > 0) {
                throw PostgresProgram.failure("PostgreSQL does not start; " + home.log() + " ends with", said);
            }
            Waiting.pause(Duration.ofMillis(50));
        }
    }

    /**
     * Removes what a dead postmaster left, because PostgreSQL would take any process with that id for one. It still
     * refuses to start beside surviving backends, by the memory they share. Looks again, for a postmaster that came
     * up this moment.
     */
    private void removeStalePid() throws IOException {
        if (Postmaster.find(home).isEmpty()) {
            Files.deleteIfExists(home.postmasterPid());
        }
    }

    /**
     * Returns when PostgreSQL is ready or has given up. pg_ctl gives it a session of its own, which Ctrl-C does not
     * reach, and notices when it gives up. But pg_ctl looks only ten times a second, and PostgreSQL is ready sooner.
     */
    private void startOnce(Path pgCtl) throws IOException {
        ProcessBuilder builder = PostgresProgram.prepare(
                home,
                pgCtl,
                "start",
                "--silent",
                "--wait",
                "--timeout=" + PATIENCE.toSeconds(),
                "--pgdata=" + home.data(),
                "--log=" + home.log());
        Process starter = PostgresProgram.start(builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(home.log().toFile())));
        Waiting.until(PATIENCE, () -> ready() || !starter.isAlive());
    }

    private boolean ready() throws IOException {
        return Postmaster.find(home)
                .filter(postmaster -> postmaster.state() == Postmaster.State.READY)
                .isPresent();
    }

    /** Whether this failure may be gone in a moment. The messages are never translated: we set the locale. */
    private static boolean passes(String said) {
        return said.contains("could not bind") || said.contains("pre-existing shared memory block");
    }

    /** Stops PostgreSQL if it runs: clients are cut off, everything is written, which takes some ten milliseconds. */
    void stop() throws IOException {
        Optional<Postmaster> running = findSettled();
        if (running.isEmpty()) {
            return;
        }
        // Not pg_ctl, which signals whatever process the file names: this is the one that has just been recognised.
        long pid = running.get().pid();
        try {
            PostgresProgram.run(home, "", Path.of("/bin/sh"), "-c", "kill -INT " + pid);
        } catch (IOException | EmbeddedPostgresException e) {
            // Java starts programs by one of its own, which may be gone with the installation. Then clients are not cut
            // off.
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        }
        if (!Waiting.until(PATIENCE, () -> Postmaster.find(home).isEmpty())) {
            throw new IOException("PostgreSQL (process " + pid + ") does not stop; see " + home.log());
        }
    }

    /**
     * Finds the postmaster, having waited while it starts or stops: the program that wanted it may have been killed.
     */
    private Optional<Postmaster> findSettled() throws IOException {
        Waiting.until(PATIENCE, () -> ready() || Postmaster.find(home).isEmpty());
        return Postmaster.find(home);
    }
}
