package dev.latchkey.bench.faults;

import dev.latchkey.core.connection.ConnectionSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A PostgreSQL whose postmaster is a child of this program, so that it can be killed. */
final class Postgres implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Durable, and fit to have a standby. */
    private static final List<String> SETTINGS = List.of(
            "fsync=on",
            "full_page_writes=on",
            "wal_level=replica",
            "hot_standby=on",
            "max_wal_senders=4",
            "wal_keep_size=256MB",
            "wal_retrieve_retry_interval=100ms");

    private final Path programs;
    private final Path data;
    private final int port;
    private final String password;
    private @Nullable Process process;

    /**
     * A cluster that does not run yet.
     *
     * @param programs the directory of {@code postgres}
     * @param data the directory of the cluster, which may still have to be filled
     * @param password of the role {@code latchkey}
     */
    Postgres(Path programs, Path data, int port, String password) {
        this.programs = programs;
        this.data = data;
        this.port = port;
        this.password = password;
    }

    Path data() {
        return data;
    }

    int port() {
        return port;
    }

    String password() {
        return password;
    }

    ConnectionSettings connection() {
        return connection("127.0.0.1:" + port, "");
    }

    /** As {@link #connection()}, with these hosts and parameters. */
    ConnectionSettings connection(String hosts, String parameters) {
        return new ConnectionSettings(
                "jdbc:postgresql://" + hosts + "/latchkey?sslmode=disable" + parameters, "latchkey", password);
    }

    /** Connects to it also while it is a standby, which Latchkey's own data sources refuse. */
    DataSource dataSource() {
        return dataSource("");
    }

    /** As {@link #dataSource()}, with startup options. */
    DataSource dataSource(String options) {
        PGSimpleDataSource driver = new PGSimpleDataSource();
        ConnectionSettings settings = connection();
        driver.setUrl(settings.url());
        driver.setOptions(options);
        driver.setUser(settings.user());
        driver.setPassword(settings.password());
        return driver;
    }

    JdbcClient sql() {
        return JdbcClient.create(dataSource());
    }

    /** Starts it, and returns when it accepts connections; after a crash it recovers first. */
    void start() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!answers()) {
            if (process == null || !process.isAlive()) {
                // Or again: it does not start beside what is left of the processes of the one that was killed.
                process = spawn();
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("PostgreSQL does not start; see " + log());
            }
            Thread.sleep(5);
        }
    }

    /** Changes a setting while it runs. */
    void set(String name, String value) {
        sql().sql("ALTER SYSTEM SET " + name + " = '" + value + "'").update();
        sql().sql("SELECT pg_reload_conf()").query(Boolean.class).single();
    }

    private Process spawn() throws IOException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of(programs.resolve("postgres").toString(), "-D", data.toString(), "-c", "port=" + port));
        SETTINGS.forEach(setting -> command.addAll(List.of("-c", setting)));
        return Daemon.start(log(), command);
    }

    private Path log() {
        return data.resolveSibling(data.getFileName() + ".log");
    }

    private boolean answers() {
        try (Connection connection = dataSource().getConnection()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    /** SIGKILL to the postmaster; its children find out and go. */
    void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    /** SIGKILL to one of its children; the postmaster ends all others and recovers by itself. */
    void kill(int backend) {
        ProcessHandle handle = ProcessHandle.of(backend).orElseThrow();
        if (process == null
                || handle.parent().filter(process.toHandle()::equals).isEmpty()) {
            throw new IllegalStateException("Process " + backend + " is none of ours");
        }
        handle.destroyForcibly();
    }

    @Override
    public void close() {
        if (process != null) {
            // SIGTERM: ends when its clients have gone.
            process.destroy();
            if (process.onExit()
                    .completeOnTimeout(process, 10, TimeUnit.SECONDS)
                    .join()
                    .isAlive()) {
                process.destroyForcibly().onExit().join();
            }
        }
    }
}
