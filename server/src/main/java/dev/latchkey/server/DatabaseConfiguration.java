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
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.operate.Maintenance;
import dev.latchkey.server.operate.Readiness;
import dev.latchkey.server.operate.startup.Announcement;
import dev.latchkey.server.operate.startup.ExposedSecrets;
import dev.latchkey.server.operate.startup.FirstAccounts;
import dev.latchkey.server.operate.startup.FirstLook;
import dev.latchkey.server.operate.startup.Keys;
import dev.latchkey.server.operate.startup.Partitions;
import dev.latchkey.server.operate.startup.Schema;
import dev.latchkey.server.operate.startup.StartupDatabase;
import dev.latchkey.server.operate.startup.StartupSteps;
import dev.latchkey.server.pool.ConnectionPool;
import dev.latchkey.server.pool.WatcherConnections;
import dev.latchkey.server.settings.ServerSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * The database: its connections, the steps of a start and the routine maintenance. Creating a bean writes nothing; only
 * {@link StartupSteps} writes at a start.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ServerSettings.class)
@EnableScheduling
class DatabaseConfiguration {

    /** The directory's and that of the status lists. */
    private static final int WATCHERS = 2;

    // Its connections

    @Bean
    StartupDatabase startupDatabase(ServerSettings settings) {
        return StartupDatabase.open(settings);
    }

    @Bean
    WatcherConnections watcherConnections(StartupDatabase startup) throws SQLException {
        return new WatcherConnections(startup.listeningDataSource(), WATCHERS);
    }

    @Bean
    ConnectionPool connectionPool(
            StartupDatabase startup, WatcherConnections watchers, ServerSettings settings, MeterRegistry metrics) {
        return ConnectionPool.open(startup.dataSource(), watchers, settings.database(), metrics);
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
        return database.keyChanges().with(schedule);
    }

    // The start

    @Bean
    FirstAccounts firstAccounts(
            StartupDatabase startup, Database database, PasswordHasher hasher, ServerSettings settings) {
        return new FirstAccounts(
                startup, database, hasher, new RedirectUri(settings.url(Endpoint.DEMO_CALLBACK.path())));
    }

    @Bean
    StartupSteps startupSteps(
            ServerSettings settings,
            Environment environment,
            StartupDatabase startup,
            Database database,
            DatabaseClock clock,
            KeyChanges keyChanges,
            MasterKeySource masterKey,
            KeyDirectory keys,
            FirstAccounts firstAccounts) {
        return new StartupSteps(List.of(
                new ExposedSecrets(settings, startup, environment),
                new Schema(startup, database),
                new Partitions(startup, database.partitions()),
                new FirstLook(database.directoryVersion(), clock),
                new Keys(database.keys(), keyChanges, database.dataKeys(), masterKey, keys),
                firstAccounts));
    }

    @Bean
    Announcement announcement(
            ServerSettings settings, ServerProperties web, FirstAccounts firstAccounts, Readiness readiness) {
        String scheme = Ssl.isEnabled(web.getSsl()) ? "https" : "http";
        return new Announcement(settings, scheme, firstAccounts, readiness, System.out);
    }

    // Maintenance

    @Bean
    Maintenance maintenance(
            Database database, KeyChanges keyChanges, MasterKeySource masterKey, ServerSettings settings) {
        return new Maintenance(
                database,
                keyChanges,
                () -> masterKey.load(false),
                settings.audit().keep());
    }
}
