package dev.latchkey.server.health;

import dev.latchkey.server.pool.WatcherConnections;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Whether the database can write: requests should not come here while its address leads to a standby. Known from the
 * watchers, which ask several times a second.
 */
public final class PrimaryCheck implements HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(PrimaryCheck.class);

    private final WatcherConnections watchers;
    private boolean said;

    public PrimaryCheck(WatcherConnections watchers) {
        this.watchers = watchers;
    }

    /** Without details: they are in the log. */
    @Override
    public Health health() {
        boolean readOnly = watchers.isReadOnly();
        say(readOnly);
        return readOnly ? Health.down().build() : Health.up().build();
    }

    private synchronized void say(boolean readOnly) {
        if (readOnly && !said) {
            LOG.warn("Not ready: the database cannot write: it is a standby, or default_transaction_read_only is on");
        } else if (!readOnly && said) {
            LOG.info("The database can write again");
        }
        said = readOnly;
    }
}
