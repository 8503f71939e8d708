package dev.latchkey.server.directory;

import dev.latchkey.db.DirectoryVersion;
import dev.latchkey.server.watch.DatabaseWatcher;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Watches for changes of clients and keys and has them read again. Its connection listens for notifications; every
 * second the version is compared as well, for the notification that was lost. So a change that was committed anywhere
 * holds here within a second.
 */
public final class DirectoryRefresher extends DatabaseWatcher {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryRefresher.class);

    private static final Duration POLL = Duration.ofMillis(900);

    private final DataSource dataSource;
    private final DirectoryVersion version;
    private final List<Runnable> reloads;

    private static final long NONE = -1;

    private long seen = NONE;
    private long complainedOf = NONE;

    /**
     * A refresher that has not started yet.
     *
     * @param dataSource opens a connection of its own for each call
     * @param reloads what reads clients and keys again
     */
    public DirectoryRefresher(DataSource dataSource, DirectoryVersion version, List<Runnable> reloads) {
        super("directory", "changes of clients and keys");
        this.dataSource = dataSource;
        this.version = version;
        this.reloads = reloads;
    }

    @Override
    protected void readFirst() {
        reloadIfChanged(version.read());
    }

    @Override
    protected void watch() throws SQLException {
        // The same number may stand for something else after a failover or a restore.
        seen = NONE;
        version.watch(dataSource, POLL, this::reloadIfChanged);
    }

    private void reloadIfChanged(long current) {
        // The version was read before what it counts: a change in between is at worst read twice.
        if (current != seen) {
            long failed =
                    reloads.stream().filter(reload -> !isDone(reload, current)).count();
            // What failed is tried again a second later: the master key's file may be put right meanwhile.
            seen = failed == 0 ? current : NONE;
            complainedOf = failed == 0 ? NONE : current;
        }
        // Not before: after an outage what is in memory is old until it was read again, over the requests' connections.
        heard();
    }

    /** What cannot be read is said once and left as it was; it must not keep the rest from being read. */
    private boolean isDone(Runnable reload, long current) {
        try {
            reload.run();
            return true;
        } catch (DataAccessException e) {
            throw e;
        } catch (RuntimeException e) {
            if (complainedOf != current) {
                LOG.error("Clients or keys in the database make no sense; going on with what was read before", e);
            }
            return false;
        }
    }
}
