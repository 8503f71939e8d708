package dev.latchkey.server.operate.startup;

import dev.latchkey.core.connection.ConfigurationException;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.core.connection.Timeouts;
import dev.latchkey.core.key.MasterKeySource;
import dev.latchkey.core.setup.DatabasePassword;
import dev.latchkey.embedded.DefaultHome;
import dev.latchkey.embedded.EmbeddedPostgres;
import dev.latchkey.embedded.EmbeddedPostgresException;
import dev.latchkey.embedded.Login;
import dev.latchkey.embedded.ServerLock;
import dev.latchkey.embedded.ownership.UnusableHomeException;
import dev.latchkey.server.settings.DatabaseSettings;
import dev.latchkey.server.settings.ServerSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database that the settings name: an external one, or the embedded one, which is started and stopped here. It starts
 * while the rest of the server is made, and who asks for its address waits.
 */
public final class StartupDatabase implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StartupDatabase.class);

    /** Null when it is the embedded one. */
    private final @Nullable ConnectionSettings external;

    private final @Nullable ConnectionSettings listening;
    private final Timeouts timeouts;
    private final DatabaseSettings.@Nullable Migrate migrate;
    private final @Nullable ServerLock lock;
    private final @Nullable FutureTask<EmbeddedPostgres> embedded;
    private final @Nullable Path home;

    private StartupDatabase(
            @Nullable ConnectionSettings external,
            @Nullable ConnectionSettings listening,
            Timeouts timeouts,
            DatabaseSettings.@Nullable Migrate migrate,
            @Nullable ServerLock lock,
            @Nullable FutureTask<EmbeddedPostgres> embedded,
            @Nullable Path home) {
        this.external = external;
        this.listening = listening;
        this.timeouts = timeouts;
        this.migrate = migrate;
        this.lock = lock;
        this.embedded = embedded;
        this.home = home;
    }

    /**
     * Checks the other settings, then finds the external database or begins to start the embedded one.
     *
     * @throws ConfigurationException when the settings cannot work: a port is taken, or the master key that they give
     *     is none
     * @throws UnusableHomeException when the home of the embedded database cannot be used
     */
    public static StartupDatabase open(ServerSettings settings) {
        Ports.check(settings);
        new MasterKeySource(settings.masterKey(), settings.masterKeyFile(), null).checkGiven();
        Timeouts timeouts = timeouts(settings);
        DatabaseSettings.Migrate migrate = settings.database().migrate();
        String url = given(settings.db().url());
        String listenUrl = given(settings.db().listenUrl());
        if (url != null) {
            return new StartupDatabase(
                    external(settings.db(), url),
                    listenUrl == null ? null : external(settings.db(), listenUrl),
                    timeouts,
                    migrate,
                    null,
                    null,
                    null);
        }
        if (listenUrl != null) {
            throw new ConfigurationException("LATCHKEY_DB_LISTEN_URL is set, and LATCHKEY_DB_URL is not.");
        }
        Path home = settings.home() == null
                ? DefaultHome.in(Path.of(System.getProperty("user.home", "")))
                : settings.home().toAbsolutePath();
        ServerLock lock = ServerLock.acquire(home);
        FutureTask<EmbeddedPostgres> embedded = new FutureTask<>(() -> EmbeddedPostgres.open(home));
        Thread.ofPlatform().name("embedded-postgresql").start(embedded);
        return new StartupDatabase(null, null, timeouts, migrate, lock, embedded, home);
    }

    private static @Nullable String given(@Nullable String url) {
        return url == null || url.isBlank() ? null : url;
    }

    private static ConnectionSettings connectionTo(Login login) {
        return new ConnectionSettings(login.url(), login.user(), login.password());
    }

    private static Timeouts timeouts(ServerSettings settings) {
        try {
            return settings.database().timeouts();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("In latchkey.database: " + e.getMessage());
        }
    }

    private static ConnectionSettings external(ServerSettings.Db db, String url) {
        return new ConnectionSettings(url, db.user(), DatabasePassword.of(db.password(), db.passwordFile()));
    }

    /** The files with secrets that this server reads. */
    static List<Path> secretFiles(ServerSettings settings, @Nullable Path embeddedHome) {
        List<Path> files = new ArrayList<>();
        if (embeddedHome != null) {
            files.addAll(EmbeddedPostgres.secretFiles(embeddedHome));
        }
        Stream.of(
                        settings.masterKeyFile(),
                        settings.db().passwordFile(),
                        settings.mail().passwordFile())
                .filter(Objects::nonNull)
                .forEach(files::add);
        return files;
    }

    /**
     * How to connect to it; waits for an embedded one.
     *
     * @throws EmbeddedPostgresException when it is the embedded one and did not start
     * @throws UnusableHomeException when the programs or the password in its home may come from other users
     */
    public ConnectionSettings settings() {
        return external == null ? connectionTo(started().login()) : external;
    }

    /**
     * Waits until it has started, whatever happens: an interrupt would leave it behind. It waits in pieces, because the
     * framework interrupts a start that waits without a limit when the server is told to stop.
     */
    private EmbeddedPostgres started() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return Objects.requireNonNull(embedded).get(1, TimeUnit.SECONDS);
                } catch (TimeoutException e) {
                    // It takes as long as it takes, and has limits of its own.
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("The embedded PostgreSQL did not start", e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Opens a connection at each call; waits for an embedded one, as {@link #settings}. */
    public DataSource dataSource() {
        return DataSources.forServer(settings(), timeouts);
    }

    /** Opens a connection at each call that hears notifications; waits too. */
    public DataSource listeningDataSource() {
        return listening == null ? dataSource() : DataSources.forListening(listening, settings(), timeouts);
    }

    /** Starts the embedded PostgreSQL again when it has died: no service manager does it. */
    public void revive() {
        if (embedded == null) {
            return;
        }
        try {
            if (started().restartIfDead()) {
                LOG.warn("The embedded PostgreSQL had died and was started again");
            }
        } catch (EmbeddedPostgresException e) {
            LOG.error("The embedded PostgreSQL has died: {}", e.getMessage());
        }
    }

    /** Where the embedded database is; null when the database is an external one. */
    public @Nullable Path embeddedHome() {
        return home;
    }

    /** Whether a start may change the schema; by default that of the embedded database only. */
    boolean mayMigrate() {
        return migrate == null ? isEmbedded() : migrate == DatabaseSettings.Migrate.AUTO;
    }

    boolean isEmbedded() {
        return embedded != null;
    }

    /** Stops the embedded one. One that is just starting is waited for, minutes if it recovers from a crash. */
    @Override
    public void close() {
        try {
            if (embedded != null) {
                stopEmbedded();
            }
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }

    private void stopEmbedded() {
        EmbeddedPostgres running;
        try {
            running = started();
        } catch (RuntimeException e) {
            LOG.debug("The embedded PostgreSQL had not started", e);
            return;
        }
        running.close();
    }
}
