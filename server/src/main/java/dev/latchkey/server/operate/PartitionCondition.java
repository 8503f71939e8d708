package dev.latchkey.server.operate;

import dev.latchkey.core.family.PartitionCoverage;
import dev.latchkey.core.family.TokenPartitions;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * There is a partition for token families that begin now. Maintenance makes them two weeks ahead; when the clock of the
 * database was wrong for a while, they may be those of another time.
 */
public final class PartitionCondition implements Condition {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionCondition.class);

    private final TokenPartitions partitions;
    private final InstantSource clock;
    private volatile @Nullable PartitionCoverage coverage;

    /** It holds until it was read for the first time. */
    public PartitionCondition(TokenPartitions partitions, InstantSource clock) {
        this.partitions = partitions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "partitions";
    }

    @Override
    public Optional<String> flaw() {
        PartitionCoverage known = coverage;
        return known == null || known.until().isAfter(clock.instant())
                ? Optional.empty()
                : Optional.of("there is no partition for sign-ins of now");
    }

    /** What was read last; null when nothing was. */
    @Nullable
    PartitionCoverage coverage() {
        return coverage;
    }

    /** Looks which partitions there are. */
    public void read() {
        try {
            coverage = partitions.coverage();
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The partitions were not read: {}", e.getMessage());
        }
    }
}
