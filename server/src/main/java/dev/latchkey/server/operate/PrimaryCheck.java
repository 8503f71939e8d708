package dev.latchkey.server.operate;

import dev.latchkey.server.pool.WatcherConnections;
import java.util.Optional;

/**
 * The database can write: requests should not come here while its address leads to a standby. Known from the watchers,
 * which ask several times a second.
 */
public record PrimaryCheck(WatcherConnections watchers) implements Condition {

    @Override
    public String name() {
        return "primary";
    }

    @Override
    public Optional<String> flaw() {
        return watchers.isReadOnly()
                ? Optional.of("the database cannot write: it is a standby, or default_transaction_read_only is on")
                : Optional.empty();
    }
}
