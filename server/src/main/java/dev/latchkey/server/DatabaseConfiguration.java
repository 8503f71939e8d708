package dev.latchkey.server;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.core.Database;
import dev.latchkey.core.client.RedirectUri;
import dev.latchkey.core.key.KeyChanges;
import dev.latchkey.core.key.KeySchedule;
import dev.latchkey.core.key.MasterKeySource;
import dev.latchkey.server.authn.PasswordHasher;
import dev.latchkey.server.clock.DatabaseClock;
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.key.FastCrypto;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.operate.ClockCondition;
import dev.latchkey.server.operate.Maintenance;
import dev.latchkey.server.operate.PartitionCondition;
import dev.latchkey.server.operate.Readiness;
import dev.latchkey.server.operate.Routines;
import dev.latchkey.server.operate.Routines.Routine;
import dev.latchkey.server.operate.SchemaCondition;
import dev.latchkey.server.operate.StateMetrics;
import dev.latchkey.server.operate.startup.Announcement;
import dev.latchkey.server.operate.startup.ExposedSecrets;
import dev.latchkey.server.operate.startup.FirstAccounts;
import dev.latchkey.server.operate.startup.FirstConnections;
import dev.latchkey.server.operate.startup.FirstLook;
import dev.latchkey.server.operate.startup.Keys;
import dev.latchkey.server.operate.startup.Partitions;
import dev.latchkey.server.operate.startup.Schema;
import dev.latchkey.server.operate.startup.StartupDatabase;
import dev.latchkey.server.operate.startup.StartupSteps;
import dev.latchkey.server.operate.startup.StopRequest;
import dev.latchkey.server.pool.ConnectionPool;
import dev.latchkey.server.pool.WatcherConnections;
import dev.latchkey.server.settings.ServerSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * The database: its connections, the steps of a start and what goes on after it. Creating a bean asks it nothing,
 * because an embedded one starts meanwhile; {@link StartupSteps} opens the connections.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    /** The directory's and that of the status lists. */
    private static final int WATCHERS = 2;

    // Its connections

    @Bean
    StartupDatabase startupDatabase(ServerSettings settings) {
        return StartupDatabase.open(settings);
    }

    @Bean
    WatcherConnections watcherConnections(StartupDatabase startup) {
        return new WatcherConnections(startup::listeningDataSource, WATCHERS);
    }

    @Bean
    ConnectionPool connectionPool(
            StartupDatabase startup, WatcherConnections watchers, ServerSettings settings, MeterRegistry metrics) {
        return new ConnectionPool(startup::dataSource, watchers, settings.database(), metrics);
    }

    @Bean
    HikariDataSource dataSource(ConnectionPool pool) {
        return pool.dataSource();
    }

    @Bean
    Database database(HikariDataSource dataSource) {
        return new Database(dataSource);
    }

    // Its keys

    @Bean
    MasterKeySource masterKeySource(ServerSettings settings, StartupDatabase startup) {
        return new MasterKeySource(settings.masterKey(), settings.masterKeyFile(), startup.embeddedHome());
    }

    @Bean
    KeySchedule keySchedule(ServerSettings settings) {
        return KeySchedule.DEFAULT.withRotateAfter(settings.key().rotateAfter());
    }

    @Bean
    KeyChanges keyChanges(Database database, KeySchedule schedule) {
        return database.keyChanges().with(schedule).with(FastCrypto.provider());
    }

    // The start

    @Bean(initMethod = "listen")
    StopRequest stopRequest(Environment environment) {
        return new StopRequest(environment.getProperty("spring.lifecycle.timeout-per-shutdown-phase", "30s"));
    }

    @Bean
    Keys startupKeys(Database database, KeyChanges changes, MasterKeySource masterKey, KeyDirectory directory) {
        return new Keys(database.keys(), changes, database.dataKeys(), masterKey, directory);
    }

    @Bean
    FirstAccounts firstAccounts(
            StartupDatabase startup, Database database, PasswordHasher hasher, Keys keys, ServerSettings settings) {
        String walkEndsAt = settings.url(Endpoint.DEMO_CALLBACK.path());
        return new FirstAccounts(
                startup, database, hasher, keys, RedirectUri.parse(walkEndsAt).orElse(null));
    }

    @Bean
    StartupSteps startupSteps(
            ServerSettings settings,
            Environment environment,
            StartupDatabase startup,
            WatcherConnections watchers,
            ConnectionPool pool,
            Database database,
            DatabaseClock clock,
            Keys keys,
            FirstAccounts firstAccounts,
            StopRequest stop) {
        return new StartupSteps(
                List.of(
                        new ExposedSecrets(settings, startup, environment),
                        new FirstConnections(watchers, pool),
                        new Schema(startup, database),
                        new Partitions(startup, database.partitions()),
                        new FirstLook(database.directoryVersion(), clock),
                        keys,
                        firstAccounts),
                stop);
    }

    @Bean
    Announcement announcement(
            ServerSettings settings,
            ServerProperties web,
            FirstAccounts firstAccounts,
            Readiness readiness,
            StopRequest stop) {
        String scheme = Ssl.isEnabled(web.getSsl()) ? "https" : "http";
        return new Announcement(settings, scheme, firstAccounts, readiness, stop, System.out);
    }

    // What goes on while it runs

    @Bean
    Maintenance maintenance(
            Database database,
            KeyChanges keyChanges,
            MasterKeySource masterKey,
            ServerSettings settings,
            ClockCondition clock) {
        return new Maintenance(
                database,
                keyChanges,
                () -> masterKey.load(false),
                settings.audit().keep(),
                clock);
    }

    @Bean
    Routines routines(
            StartupDatabase startup,
            ConnectionPool pool,
            Readiness readiness,
            SchemaCondition schema,
            PartitionCondition partitions,
            StateMetrics metrics,
            Announcement announcement,
            Maintenance maintenance) {
        return new Routines(List.of(
                Routine.every(Duration.ofSeconds(1), startup::revive),
                // The log tells of it also where nothing probes.
                Routine.every(Duration.ofSeconds(1), readiness::look),
                Routine.every(Duration.ofSeconds(1), announcement::announce),
                Routine.every(Duration.ofSeconds(10), schema::readSchema),
                Routine.every(Duration.ofSeconds(10), partitions::read),
                Routine.every(Duration.ofMinutes(1), metrics::read),
                Routine.later(Duration.ofMinutes(1), pool::grow),
                Routine.later(Duration.ofMinutes(1), maintenance::addPartitions),
                Routine.later(Duration.ofMinutes(5), maintenance::forgetFailures),
                Routine.later(Duration.ofMinutes(5), maintenance::endExpiredSessions),
                Routine.later(Duration.ofHours(1), maintenance::run)));
    }
}
