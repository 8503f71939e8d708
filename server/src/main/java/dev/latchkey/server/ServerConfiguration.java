package dev.latchkey.server;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.core.Database;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.credential.PasswordPolicy;
import dev.latchkey.core.key.KeyChanges;
import dev.latchkey.core.key.KeySchedule;
import dev.latchkey.core.key.MasterKeySource;
import dev.latchkey.server.authn.PasswordHasher;
import dev.latchkey.server.authn.SignIn;
import dev.latchkey.server.cache.BanDirectory;
import dev.latchkey.server.cache.ClientDirectory;
import dev.latchkey.server.cache.DirectoryRefresher;
import dev.latchkey.server.cache.DirectoryRefresher.Part;
import dev.latchkey.server.clock.DatabaseClock;
import dev.latchkey.server.clock.MachineClock;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.limit.Limits;
import dev.latchkey.server.operate.Maintenance;
import dev.latchkey.server.operate.Readiness;
import dev.latchkey.server.operate.startup.Announcement;
import dev.latchkey.server.operate.startup.DemoAccount;
import dev.latchkey.server.operate.startup.ExposedSecrets;
import dev.latchkey.server.operate.startup.Ports;
import dev.latchkey.server.operate.startup.Schema;
import dev.latchkey.server.operate.startup.StartupDatabase;
import dev.latchkey.server.pool.ConnectionPool;
import dev.latchkey.server.pool.WatcherConnections;
import dev.latchkey.server.settings.ServerSettings;
import dev.latchkey.server.statuslist.StatusListRefresher;
import dev.latchkey.server.statuslist.StatusLists;
import dev.latchkey.server.token.AccessTokens;
import dev.latchkey.server.token.Issuer;
import dev.latchkey.server.token.Presented;
import dev.latchkey.server.token.TokenStates;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Where the parts meet: the database, what is kept in memory, and what everything else is made of. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ServerSettings.class)
@EnableScheduling
class ServerConfiguration {

    /** The directory's and that of the status lists. */
    private static final int WATCHERS = 2;

    // The database

    @Bean
    StartupDatabase startupDatabase(ServerSettings settings, Environment environment) {
        Ports.check(settings);
        new MasterKeySource(settings.masterKey(), settings.masterKeyFile(), null).checkGiven();
        StartupDatabase startup = StartupDatabase.open(settings);
        ExposedSecrets.warn(settings, startup, environment);
        return startup;
    }

    @Bean
    WatcherConnections watcherConnections(StartupDatabase startup) throws SQLException {
        return new WatcherConnections(startup.dataSource(), WATCHERS);
    }

    @Bean
    ConnectionPool connectionPool(
            StartupDatabase startup, WatcherConnections watchers, ServerSettings settings, MeterRegistry metrics) {
        ConnectionPool pool = ConnectionPool.open(startup.dataSource(), settings.database(), metrics);
        watchers.precede(pool);
        return pool;
    }

    @Bean
    HikariDataSource dataSource(ConnectionPool pool) {
        return pool.dataSource();
    }

    @Bean
    Database database(HikariDataSource dataSource, StartupDatabase startup, ServerSettings settings) {
        Database database = new Database(dataSource);
        Schema.prepare(startup, database, settings);
        return database;
    }

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

    @Bean
    Maintenance maintenance(
            Database database, KeyChanges keyChanges, MasterKeySource masterKey, ServerSettings settings) {
        return new Maintenance(
                database,
                keyChanges,
                () -> masterKey.load(false),
                settings.audit().keep());
    }

    // In memory

    /** The one place where the clock of the machine is read. */
    @Bean
    MachineClock machineClock() {
        return Instant::now;
    }

    @Bean
    DatabaseClock clock(MachineClock machine, Database database) {
        return new DatabaseClock(machine, database.directoryVersion().look());
    }

    @Bean
    ClientDirectory clientDirectory(Database database) {
        return new ClientDirectory(database.clients());
    }

    @Bean
    KeyDirectory keyDirectory(Database database, KeyChanges changes, MasterKeySource masterKey, DatabaseClock clock) {
        changes.createMissing(masterKey.load(database.keys().isEmpty()), Attribution.of("server"));
        return new KeyDirectory(database.keys(), () -> masterKey.load(false), clock);
    }

    @Bean
    BanDirectory banDirectory(Database database, DatabaseClock clock) {
        return new BanDirectory(database.bans(), clock);
    }

    @Bean
    DirectoryRefresher directoryRefresher(
            WatcherConnections connections,
            Database database,
            ClientDirectory clients,
            KeyDirectory keys,
            BanDirectory bans,
            DatabaseClock clock) {
        return new DirectoryRefresher(
                connections.dataSource(),
                database.directoryVersion(),
                List.of(
                        new Part("clients", clients::reload),
                        new Part("keys", keys::reload),
                        new Part("bans", bans::reload)),
                clock::set);
    }

    @Bean
    StatusLists statusLists(Database database, KeyDirectory keys, ServerSettings settings) {
        return new StatusLists(database.statusLists(), keys, settings);
    }

    @Bean
    StatusListRefresher statusListRefresher(
            WatcherConnections connections, Database database, StatusLists lists, DatabaseClock clock) {
        return new StatusListRefresher(connections.dataSource(), database.revokedStatuses(), lists, clock);
    }

    // Tokens and passwords

    @Bean
    AccessTokens accessTokens(
            KeyDirectory keys, StatusLists statusLists, ServerSettings settings, DatabaseClock clock) {
        return new AccessTokens(keys, statusLists, settings, clock);
    }

    @Bean
    Issuer issuer(AccessTokens accessTokens, KeyDirectory keys) {
        return new Issuer(accessTokens, keys);
    }

    @Bean
    Presented presented(AccessTokens accessTokens, KeyDirectory keys) {
        return new Presented(accessTokens, keys);
    }

    @Bean
    TokenStates tokenStates(Database database, ClientDirectory clients) {
        return new TokenStates(database.families(), database.revokedAccessTokens(), clients);
    }

    @Bean
    PasswordHasher passwordHasher(
            ServerSettings settings, Database database, MasterKeySource masterKey, MeterRegistry metrics) {
        return new PasswordHasher(
                settings.password(),
                database.hashFormats(),
                () -> masterKey.load(false).derive("latchkey decoys"),
                metrics);
    }

    @Bean
    Limits limits(Database database, ServerSettings settings, MeterRegistry metrics) {
        return new Limits(database, settings.limits(), metrics);
    }

    @Bean
    SignIn signIn(Database database, PasswordHasher hasher, Limits limits) {
        return new SignIn(database.users(), hasher, limits);
    }

    @Bean
    PasswordPolicy passwordPolicy(ServerSettings settings) {
        return new PasswordPolicy(
                settings.password().minLength(), List.of(settings.issuer().getHost()));
    }

    // The first start

    @Bean
    Announcement announcement(
            ServerSettings settings,
            ServerProperties web,
            StartupDatabase startup,
            Database database,
            PasswordHasher hasher,
            Readiness readiness) {
        Optional<DemoAccount> demo =
                startup.isEmbedded() ? DemoAccount.createIfEmpty(database, hasher) : Optional.empty();
        return new Announcement(settings, Ssl.isEnabled(web.getSsl()) ? "https" : "http", demo, readiness, System.out);
    }
}
