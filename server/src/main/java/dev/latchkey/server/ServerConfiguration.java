package dev.latchkey.server;

import dev.latchkey.core.Database;
import dev.latchkey.core.credential.PasswordPolicy;
import dev.latchkey.core.key.MasterKeySource;
import dev.latchkey.server.authn.PasswordHasher;
import dev.latchkey.server.authn.SignIn;
import dev.latchkey.server.cache.BanDirectory;
import dev.latchkey.server.cache.ClientDirectory;
import dev.latchkey.server.cache.DirectoryRefresher;
import dev.latchkey.server.cache.DirectoryRefresher.Part;
import dev.latchkey.server.cache.DocumentClientCache;
import dev.latchkey.server.cache.ResourceDirectory;
import dev.latchkey.server.cache.TrustDirectory;
import dev.latchkey.server.clientauth.ClientSignatures;
import dev.latchkey.server.clientauth.FederatedAssertions;
import dev.latchkey.server.clientauth.TrustedIssuers;
import dev.latchkey.server.clock.DatabaseClock;
import dev.latchkey.server.clock.MachineClock;
import dev.latchkey.server.dpop.ProofVerifier;
import dev.latchkey.server.fetch.Fetcher;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.limit.Limits;
import dev.latchkey.server.logout.LogoutCourier;
import dev.latchkey.server.outbox.Courier;
import dev.latchkey.server.outbox.OutboxDispatcher;
import dev.latchkey.server.outbox.OutboxDispatchers;
import dev.latchkey.server.outbox.OutboxPace;
import dev.latchkey.server.pool.WatcherConnections;
import dev.latchkey.server.settings.ServerSettings;
import dev.latchkey.server.statuslist.StatusListRefresher;
import dev.latchkey.server.statuslist.StatusLists;
import dev.latchkey.server.token.AccessTokens;
import dev.latchkey.server.token.IdTokens;
import dev.latchkey.server.token.Issuer;
import dev.latchkey.server.token.LogoutTokens;
import dev.latchkey.server.token.Presented;
import dev.latchkey.server.token.TokenStates;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The caches of the server, and the parts that make tokens and verify passwords. Creating a bean writes nothing. */
@Configuration(proxyBeanMethods = false)
class ServerConfiguration {

    // In memory

    /** The one place where the clock of the machine is read. */
    @Bean
    MachineClock machineClock() {
        return Instant::now;
    }

    @Bean
    DatabaseClock clock(MachineClock machine) {
        return new DatabaseClock(machine);
    }

    @Bean
    DocumentClientCache documentClientCache(Database database) {
        return new DocumentClientCache(database.requests().documentClients());
    }

    @Bean
    ClientDirectory clientDirectory(Database database, DocumentClientCache documents) {
        return new ClientDirectory(database.clients(), documents);
    }

    @Bean
    TrustDirectory trustDirectory(Database database) {
        return new TrustDirectory(
                database.requests().trustedHosts(), database.requests().documentClients());
    }

    @Bean
    KeyDirectory keyDirectory(Database database, MasterKeySource masterKey, DatabaseClock clock) {
        return new KeyDirectory(database.keys(), () -> masterKey.load(false), clock);
    }

    @Bean
    BanDirectory banDirectory(Database database, DatabaseClock clock) {
        return new BanDirectory(database.bans(), clock);
    }

    @Bean
    ResourceDirectory resourceDirectory(Database database) {
        return new ResourceDirectory(database.requests().resources());
    }

    @Bean
    DirectoryRefresher directoryRefresher(
            WatcherConnections connections,
            Database database,
            ClientDirectory clients,
            KeyDirectory keys,
            BanDirectory bans,
            ResourceDirectory resources,
            DocumentClientCache documents,
            TrustDirectory trust,
            DatabaseClock clock) {
        return new DirectoryRefresher(
                connections.dataSource(),
                database.directoryVersion(),
                List.of(
                        new Part("clients", clients::reload),
                        new Part("keys", keys::reload),
                        new Part("bans", bans::reload),
                        new Part("resources", resources::reload),
                        new Part("clients of documents", documents::reload),
                        new Part("trusted hosts", trust::reload)),
                documents,
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

    @Bean
    OutboxPace outboxPace() {
        return OutboxPace.DEFAULT;
    }

    @Bean
    OutboxDispatchers outboxDispatchers(
            Database database, ObjectProvider<Courier> couriers, OutboxPace pace, MeterRegistry metrics) {
        return new OutboxDispatchers(couriers.orderedStream()
                .map(courier -> new OutboxDispatcher(database.outbox(), courier, pace, metrics))
                .toList());
    }

    @Bean
    Fetcher fetcher(ServerSettings settings, MeterRegistry metrics) {
        return new Fetcher(settings.fetch(), metrics);
    }

    @Bean
    ClientSignatures clientSignatures(Fetcher fetcher) {
        return new ClientSignatures(fetcher);
    }

    @Bean
    TrustedIssuers trustedIssuers(Fetcher fetcher) {
        return new TrustedIssuers(fetcher);
    }

    @Bean
    FederatedAssertions federatedAssertions(
            TrustedIssuers issuers, Database database, ServerSettings settings, MeterRegistry metrics) {
        return new FederatedAssertions(
                issuers, database.requests().seenOnce(), settings.issuer().toString(), metrics);
    }

    @Bean
    LogoutCourier logoutCourier(
            ClientDirectory clients, KeyDirectory keys, ServerSettings settings, DatabaseClock clock, Fetcher fetcher) {
        return new LogoutCourier(clients, new LogoutTokens(keys, settings, clock), fetcher);
    }

    // Tokens and passwords

    @Bean
    AccessTokens accessTokens(
            KeyDirectory keys, StatusLists statusLists, ServerSettings settings, DatabaseClock clock) {
        return new AccessTokens(keys, statusLists, settings, clock);
    }

    @Bean
    IdTokens idTokens(KeyDirectory keys, Database database, ServerSettings settings, DatabaseClock clock) {
        return new IdTokens(keys, database.users(), settings, clock);
    }

    @Bean
    Issuer issuer(AccessTokens accessTokens, IdTokens idTokens, KeyDirectory keys, ResourceDirectory resources) {
        return new Issuer(accessTokens, idTokens, keys, resources);
    }

    @Bean
    Presented presented(AccessTokens accessTokens, KeyDirectory keys) {
        return new Presented(accessTokens, keys);
    }

    @Bean
    TokenStates tokenStates(Database database, ClientDirectory clients) {
        return new TokenStates(
                database.families(), database.requests().exchangedFamilies(), database.revokedAccessTokens(), clients);
    }

    @Bean
    ProofVerifier proofVerifier(Database database, KeyDirectory keys, DatabaseClock clock, ServerSettings settings) {
        List<URI> bases = Stream.of(settings.issuer(), settings.tls().url())
                .filter(Objects::nonNull)
                .toList();
        return new ProofVerifier(keys, database.requests().seenOnce(), clock, bases);
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
        return new SignIn(database.users(), database.sessionChanges(), hasher, limits);
    }

    @Bean
    PasswordPolicy passwordPolicy(ServerSettings settings) {
        return new PasswordPolicy(
                settings.password().minLength(), List.of(settings.issuer().getHost()));
    }
}
