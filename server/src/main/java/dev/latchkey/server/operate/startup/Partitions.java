package dev.latchkey.server.operate.startup;

import dev.latchkey.core.family.TokenPartitions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Adds the partitions of the next weeks, as a migration does. Where servers may not migrate they find them made, unless the
 * clock of the database was wrong for a while.
 */
public final class Partitions implements StartupStep {

    private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);

    private final StartupDatabase startup;
    private final TokenPartitions partitions;

    public Partitions(StartupDatabase startup, TokenPartitions partitions) {
        this.startup = startup;
        this.partitions = partitions;
    }

    @Override
    public void run() {
        if (startup.mayMigrate()) {
            partitions.extend();
        } else if (!partitions.existForNow()) {
            addForNow();
        }
    }

    /** Without the right to, the server runs, and is not ready. */
    private void addForNow() {
        try {
            LOG.warn("There was no partition for sign-ins of now, and {} were added", partitions.extend());
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("There is no partition for sign-ins of now, and none can be added: {}", e.getMessage());
        }
    }
}
