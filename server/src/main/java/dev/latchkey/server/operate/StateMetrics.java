package dev.latchkey.server.operate;

import dev.latchkey.core.family.PartitionCoverage;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.outbox.Outbox;
import dev.latchkey.server.cache.DatabaseWatcher;
import dev.latchkey.server.key.KeyDirectory;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Ages and reserves of the server's state. All values come from memory, so that metrics are available without the
 * database; values from the database are read once a minute. An unknown value is {@code NaN}.
 */
public final class StateMetrics {

    private static final Logger LOG = LoggerFactory.getLogger(StateMetrics.class);

    private final PartitionCondition partitions;
    private final Outbox outbox;
    private volatile Outbox.@Nullable Waiting letters;
    private volatile Outbox.@Nullable Waiting logoutTokens;

    /** Letters are counted where {@code mail} is sent: elsewhere they wait for nothing. */
    public StateMetrics(
            MeterRegistry registry,
            KeyDirectory keys,
            DatabaseWatcher directory,
            DatabaseWatcher statusLists,
            PartitionCondition partitions,
            Outbox outbox,
            boolean mail,
            InstantSource clock) {
        this.partitions = partitions;
        this.outbox = outbox;
        for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
            seconds(
                            "latchkey.key.age",
                            () -> keys.activeSince(algorithm)
                                    .map(since -> Duration.between(since, clock.instant()))
                                    .orElse(null))
                    .description("Since when the key that signs does so")
                    .tag("algorithm", algorithm.name())
                    .register(registry);
        }
        seconds("latchkey.directory.age", directory::age)
                .description("Since when clients, keys and bans are known to be as in the database")
                .register(registry);
        seconds("latchkey.status.list.age", () -> statusLists.isRunning() ? statusLists.age() : null)
                .description("Since when the status lists are known to be as in the database")
                .register(registry);
        seconds("latchkey.token.partitions.ahead", () -> ahead(clock.instant()))
                .description("For how long there are partitions for new token families")
                .register(registry);
        Gauge.builder("latchkey.token.partitions", this, StateMetrics::count)
                .description("Partitions of the table of token families")
                .register(registry);
        register("logout", () -> logoutTokens, registry, clock);
        if (mail) {
            register("letter", () -> letters, registry, clock);
        }
    }

    private static TimeGauge.Builder<Supplier<Number>> seconds(String name, Supplier<@Nullable Duration> age) {
        return TimeGauge.builder(
                name,
                () -> {
                    Duration duration = age.get();
                    return duration == null ? Double.NaN : duration.toMillis() / 1000.0;
                },
                TimeUnit.SECONDS);
    }

    private @Nullable Duration ahead(Instant now) {
        PartitionCoverage known = partitions.coverage();
        return known == null ? null : Duration.between(now, known.until());
    }

    private double count() {
        PartitionCoverage known = partitions.coverage();
        return known == null ? Double.NaN : known.partitions();
    }

    private static void register(
            String kind, Supplier<Outbox.@Nullable Waiting> waiting, MeterRegistry registry, InstantSource clock) {
        Gauge.builder("latchkey.outbox.waiting", () -> {
                    Outbox.Waiting known = waiting.get();
                    return known == null ? Double.NaN : known.count();
                })
                .description("Messages that wait to be delivered")
                .tag("kind", kind)
                .register(registry);
        seconds("latchkey.outbox.oldest", () -> {
                    Outbox.Waiting known = waiting.get();
                    return known == null ? null : age(known, clock.instant());
                })
                .description("For how long the oldest of them waits")
                .tag("kind", kind)
                .register(registry);
    }

    private static Duration age(Outbox.Waiting waiting, Instant now) {
        return waiting.oldest().map(oldest -> Duration.between(oldest, now)).orElse(Duration.ZERO);
    }

    /** Reads the values that come from the database. */
    public void read() {
        try {
            letters = outbox.countLetters();
            logoutTokens = outbox.countLogoutTokens();
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The outbox was not counted: {}", e.getMessage());
        }
    }
}
