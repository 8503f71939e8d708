package dev.latchkey.server.health;

import dev.latchkey.db.Database;
import dev.latchkey.db.connection.SchemaVersion;
import dev.latchkey.db.key.KeyAlgorithm;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.watch.DatabaseWatcher;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;

/**
 * Whether requests should come here: the database answers, its schema is not older than this server, and there are keys
 * to sign with. All of it is known already, from a connection that asks the database every second: a probe costs
 * nothing, waits for nothing, and does not fail because the pool is busy, which would send the load of a server that has
 * much to do to others that soon have too much.
 */
public final class Readiness implements HealthIndicator {

    /** A database that is silent for longer does not answer: three times the time between two questions. */
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

    private final DatabaseWatcher directory;
    private final Database database;
    private final KeyDirectory keys;
    private final KeyAlgorithm signingAlgorithm;
    private volatile SchemaVersion schema = new SchemaVersion(SchemaVersion.EXPECTED);
    private Optional<String> said = Optional.empty();

    /**
     * Ready from the beginning as far as the schema goes: a server does not start on an older one.
     *
     * @param directory which asks the database all the time
     * @param signingAlgorithm of clients that have none of their own
     */
    public Readiness(DatabaseWatcher directory, Database database, KeyDirectory keys, KeyAlgorithm signingAlgorithm) {
        this.directory = directory;
        this.database = database;
        this.keys = keys;
        this.signingAlgorithm = signingAlgorithm;
    }

    /** Without details: they are in the log. */
    @Override
    public Health health() {
        Optional<String> flaw = flaw();
        say(flaw);
        return flaw.isEmpty() ? Health.up().build() : Health.down().build();
    }

    private Optional<String> flaw() {
        if (directory.age().compareTo(LIMIT) > 0) {
            return Optional.of("the database does not answer");
        }
        // A newer one is that of an upgrade: this server has to go on until its turn comes.
        if (schema.isBehind()) {
            return Optional.of("the schema is at version " + schema.current() + ", not " + SchemaVersion.EXPECTED);
        }
        return Stream.of(signingAlgorithm, KeyAlgorithm.HS256)
                .filter(algorithm -> keys.activeSince(algorithm).isEmpty())
                .findFirst()
                .map(algorithm -> "there is no key for " + algorithm);
    }

    private synchronized void say(Optional<String> flaw) {
        if (flaw.isPresent() && !flaw.equals(said)) {
            LOG.warn("Not ready: {}", flaw.get());
        } else if (flaw.isEmpty() && said.isPresent()) {
            LOG.info("Ready again");
        }
        said = flaw;
    }

    /** Looks whether somebody put an older database in the place of ours. */
    @Scheduled(fixedDelayString = "PT10S")
    public void readSchema() {
        try {
            schema = database.schemaVersion();
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The version of the schema was not read: {}", e.getMessage());
        }
    }
}
