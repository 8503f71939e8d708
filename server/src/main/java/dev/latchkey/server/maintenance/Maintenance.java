package dev.latchkey.server.maintenance;

import dev.latchkey.db.token.RevokedAccessTokens;
import dev.latchkey.db.token.TokenPartitions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Adds partitions ahead, drops ended ones, forgets revocations of what has expired. Every server tries, and it does not
 * matter which one finds the work done.
 */
public final class Maintenance {

    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

    private static final int PURGED_AT_ONCE = 10_000;

    private final TokenPartitions partitions;
    private final RevokedAccessTokens revoked;

    public Maintenance(TokenPartitions partitions, RevokedAccessTokens revoked) {
        this.partitions = partitions;
        this.revoked = revoked;
    }

    /** Does what is due. A failure is logged and tried again an hour later; partitions are there two weeks ahead. */
    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1H")
    public void run() {
        try {
            int added = partitions.extend();
            int dropped = partitions.dropEnded();
            int purged = revoked.purge(PURGED_AT_ONCE);
            if (added + dropped + purged > 0) {
                LOG.info(
                        "Maintenance: {} partitions added, {} dropped; {} revocations forgotten",
                        added,
                        dropped,
                        purged);
            }
        } catch (DataAccessException e) {
            LOG.warn("Maintenance failed and will be tried again: {}", e.getMessage());
        }
    }
}
