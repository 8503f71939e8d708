package dev.latchkey.server.statuslist;

import dev.latchkey.core.revocation.RevokedStatuses;
import dev.latchkey.server.cache.DatabaseWatcher;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Reads four times a second from the database what was revoked, over a connection of its own. */
public final class StatusListRefresher extends DatabaseWatcher {

    private static final Duration POLL = Duration.ofMillis(250);

    /** How often the whole list is read. Places whose last access token has expired are no longer revoked then. */
    private static final Duration COMPLETE = Duration.ofMinutes(15);

    private final DataSource dataSource;
    private final RevokedStatuses statuses;
    private final StatusLists lists;
    private final InstantSource clock;

    public StatusListRefresher(
            DataSource dataSource, RevokedStatuses statuses, StatusLists lists, InstantSource clock) {
        super("status-lists", "revocations");
        this.dataSource = dataSource;
        this.statuses = statuses;
        this.lists = lists;
        this.clock = clock;
    }

    @Override
    protected void readFirst() {
        update(statuses::readAll);
    }

    private void update(Supplier<RevokedStatuses.Reading> read) {
        long askedAt = System.nanoTime();
        Instant readAt = clock.instant();
        lists.update(read.get(), readAt);
        confirmed(askedAt);
        heard();
    }

    @Override
    protected void watch() throws SQLException, InterruptedException {
        try (RevokedStatuses.Reader reader = RevokedStatuses.open(dataSource, COMPLETE)) {
            while (goesOn()) {
                update(reader::read);
                Thread.sleep(POLL);
            }
        }
    }
}
