package dev.latchkey.server.statuslist;

import dev.latchkey.db.statuslist.RevokedStatuses;
import dev.latchkey.server.watch.DatabaseWatcher;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;

/** Asks four times a second what was revoked, over a connection that requests do not share. */
public final class StatusListRefresher extends DatabaseWatcher {

    private static final Duration POLL = Duration.ofMillis(250);

    /** As often it takes over what was purged: places whose last access token has expired. */
    private static final Duration COMPLETE = Duration.ofMinutes(15);

    private final DataSource dataSource;
    private final RevokedStatuses statuses;
    private final StatusLists lists;
    private final Clock clock;

    public StatusListRefresher(DataSource dataSource, RevokedStatuses statuses, StatusLists lists, Clock clock) {
        super("status-lists", "revocations");
        this.dataSource = dataSource;
        this.statuses = statuses;
        this.lists = lists;
        this.clock = clock;
    }

    @Override
    protected void readFirst() {
        Instant readAt = clock.instant();
        lists.update(statuses.readAll(), readAt);
    }

    @Override
    protected void watch() throws SQLException, InterruptedException {
        try (RevokedStatuses.Reader reader = RevokedStatuses.open(dataSource, COMPLETE)) {
            while (true) {
                Instant readAt = clock.instant();
                lists.update(reader.read(), readAt);
                heard();
                Thread.sleep(POLL);
            }
        }
    }
}
