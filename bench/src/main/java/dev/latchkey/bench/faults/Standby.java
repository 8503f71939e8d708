package dev.latchkey.bench.faults;

import dev.latchkey.core.connection.DataSources;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Makes a copy of a primary follow it, and take its place: what pg_basebackup and Patroni do elsewhere, by what they do
 * it with. The programs that come with the embedded PostgreSQL have neither.
 */
final class Standby {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Directories whose contents belong to the running primary alone. */
    private static final Set<String> EMPTY = Set.of(
            "pg_wal",
            "pg_replslot",
            "pg_dynshmem",
            "pg_notify",
            "pg_serial",
            "pg_snapshots",
            "pg_subtrans",
            "pgsql_tmp");

    private static final Set<String> ABSENT = Set.of("postmaster.pid", "postmaster.opts");

    private Standby() {}

    /**
     * Fills {@code standby} with a copy of the primary, which goes on serving, and starts it. See <a
     * href="https://www.postgresql.org/docs/18/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP">Making a Base
     * Backup Using the Low Level API</a>.
     */
    static void follow(Postgres primary, Postgres standby) throws IOException, SQLException, InterruptedException {
        clear(standby.data());
        try (Connection connection = DataSources.direct(primary.connection()).getConnection()) {
            JdbcClient sql = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            sql.sql("SELECT pg_backup_start('standby', fast => true)::text")
                    .query(String.class)
                    .single();
            copy(primary.data(), standby.data());
            Files.writeString(
                    standby.data().resolve("backup_label"),
                    sql.sql("SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)")
                            .query(String.class)
                            .single());
        }
        Files.writeString(
                standby.data().resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=%d user=latchkey password=%s application_name=standby'%n"
                        .formatted(primary.port(), primary.password()));
        Files.createFile(standby.data().resolve("standby.signal"));
        standby.start();
    }

    /**
     * From now on a commit is acknowledged when the standby has it on disk, which it has of all that were acknowledged
     * before.
     */
    static void requireFor(Postgres primary) throws InterruptedException {
        primary.set("synchronous_standby_names", "*");
        await(
                "the standby is synchronous",
                () -> primary.sql().sql("""
                SELECT count(*) FROM pg_stat_replication
                 WHERE sync_state = 'sync' AND flush_lsn >= pg_current_wal_lsn()
                """).query(Long.class).single() > 0);
    }

    /** Makes it the primary, which waits for no standby: there is none. What Patroni does unless told to be strict. */
    static void promote(Postgres standby) {
        boolean promoted = standby.sql()
                .sql("SELECT pg_promote(wait => true, wait_seconds => 60)")
                .query(Boolean.class)
                .single();
        if (!promoted) {
            throw new IllegalStateException("The standby does not become a primary");
        }
    }

    /** Has a standby apply what the primary sends, or only receive it. */
    static void replay(Postgres standby, boolean running) throws InterruptedException {
        String call = running ? "SELECT pg_wal_replay_resume()" : "SELECT pg_wal_replay_pause()";
        standby.sql().sql(call).query((row, number) -> true).single();
        String state = running ? "not paused" : "paused";
        await(
                "replay is " + state,
                () -> standby.sql()
                        .sql("SELECT pg_get_wal_replay_pause_state()")
                        .query(String.class)
                        .single()
                        .equals(state));
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("It takes too long until " + what);
            }
            Thread.sleep(20);
        }
    }

    /** The directory itself stays: by it PostgreSQL finds the shared memory that its predecessor left. */
    private static void clear(Path data) throws IOException {
        if (Files.isDirectory(data)) {
            Trees.deleteIn(data);
        } else {
            Files.createDirectory(
                    data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    /** Files may grow, shrink and go while they are copied: what is in the log since the beginning makes up for it. */
    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(to.resolve(from.relativize(directory)));
                return EMPTY.contains(directory.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!ABSENT.contains(file.getFileName().toString())) {
                    try {
                        Files.copy(file, to.resolve(from.relativize(file)));
                    } catch (NoSuchFileException e) {
                        return FileVisitResult.CONTINUE;
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
    }
}
