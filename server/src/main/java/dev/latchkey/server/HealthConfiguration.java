package dev.latchkey.server;

import dev.latchkey.core.Database;
import dev.latchkey.server.cache.BanDirectory;
import dev.latchkey.server.cache.ClientDirectory;
import dev.latchkey.server.cache.DirectoryRefresher;
import dev.latchkey.server.clock.DatabaseClock;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.operate.AgeCondition;
import dev.latchkey.server.operate.ClockCondition;
import dev.latchkey.server.operate.Condition;
import dev.latchkey.server.operate.Gate;
import dev.latchkey.server.operate.KeyCondition;
import dev.latchkey.server.operate.PartitionCondition;
import dev.latchkey.server.operate.PrimaryCheck;
import dev.latchkey.server.operate.Readiness;
import dev.latchkey.server.operate.SchemaCondition;
import dev.latchkey.server.operate.StateMetrics;
import dev.latchkey.server.operate.TrustMetrics;
import dev.latchkey.server.pool.WatcherConnections;
import dev.latchkey.server.settings.ServerSettings;
import dev.latchkey.server.statuslist.StatusListRefresher;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Health of the server: when it is ready, when it must not answer, and its metrics. */
@Configuration(proxyBeanMethods = false)
class HealthConfiguration {

    /** Three times the time between two questions to the database. */
    private static final Duration SILENT = Duration.ofSeconds(3);

    /** As long as what the database has may not be readable: a lock, or a change of the schema, may last a while. */
    private static final Duration UNREADABLE = Duration.ofSeconds(30);

    private static final Duration REVOCATIONS_UNREAD = Duration.ofSeconds(10);

    @Bean
    Readiness readiness(List<Condition> conditions) {
        return new Readiness(conditions);
    }

    // The conditions in the order in which they are logged: what brings about others comes first.

    @Bean
    @Order(0)
    PrimaryCheck primaryCondition(WatcherConnections watchers) {
        return new PrimaryCheck(watchers);
    }

    @Bean
    @Order(1)
    Condition databaseCondition(DirectoryRefresher directory) {
        return new AgeCondition("database", directory::silence, SILENT, "the database does not answer");
    }

    @Bean
    @Order(2)
    SchemaCondition schemaCondition(Database database) {
        return new SchemaCondition(database);
    }

    @Bean
    @Order(3)
    ClockCondition clockCondition(DatabaseClock clock, ServerSettings settings) {
        return new ClockCondition(clock, settings.clock().maxDifference());
    }

    @Bean
    @Order(4)
    KeyCondition keyCondition(KeyDirectory keys, ServerSettings settings) {
        return new KeyCondition(keys, settings.token().signingAlgorithm());
    }

    @Bean
    @Order(5)
    PartitionCondition partitionCondition(Database database, DatabaseClock clock) {
        return new PartitionCondition(database.partitions(), clock);
    }

    @Bean
    @Order(6)
    Condition directoryCondition(DirectoryRefresher directory, ServerSettings settings) {
        // A server that will not answer is not ready before that.
        Duration most = settings.directory().maxAge();
        Duration limit = most.compareTo(UNREADABLE) < 0 ? most : UNREADABLE;
        return new AgeCondition("directory", directory::age, limit, "clients, keys and bans cannot be read");
    }

    @Bean
    @Order(7)
    Condition statusListCondition(StatusListRefresher lists) {
        return new AgeCondition("status_lists", lists::age, REVOCATIONS_UNREAD, "revocations cannot be read");
    }

    /** Without these a token could be wrong, or the answer to a question about one. */
    @Bean
    Gate gate(DirectoryRefresher directory, ClockCondition clock, ServerSettings settings) {
        return new Gate(List.of(clock, memory(directory, settings)));
    }

    /** Without these a document that is served from memory could be wrong: a key may have been revoked since. */
    @Bean
    Gate documentGate(DirectoryRefresher directory, ServerSettings settings) {
        return new Gate(List.of(memory(directory, settings)));
    }

    private static Condition memory(DirectoryRefresher directory, ServerSettings settings) {
        return new AgeCondition(
                "memory", directory::age, settings.directory().maxAge(), "clients and keys were read too long ago");
    }

    @Bean
    StateMetrics stateMetrics(
            MeterRegistry metrics,
            KeyDirectory keys,
            DirectoryRefresher directory,
            StatusListRefresher statusLists,
            PartitionCondition partitions,
            Database database,
            ServerSettings settings,
            DatabaseClock clock) {
        return new StateMetrics(
                metrics,
                keys,
                directory,
                statusLists,
                partitions,
                database.outbox(),
                settings.mail().isOn(),
                clock);
    }

    @Bean
    TrustMetrics trustMetrics(
            MeterRegistry metrics,
            List<Condition> conditions,
            DatabaseClock clock,
            ClientDirectory clients,
            KeyDirectory keys,
            BanDirectory bans) {
        return new TrustMetrics(
                metrics,
                conditions,
                clock,
                Map.of("clients", clients::unreadable, "keys", keys::unreadable, "bans", bans::unreadable));
    }
}
