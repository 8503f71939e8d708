package dev.latchkey.server.cache;

import dev.latchkey.core.jdbc.LeftOut;
import dev.latchkey.core.jdbc.ReadRows;
import dev.latchkey.core.limit.Ban;
import dev.latchkey.core.limit.Bans;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** All bans, in memory: administrators add them by hand, so they are few. */
public final class BanDirectory {

    private final Bans bans;
    private final InstantSource clock;
    private final LeftOut leftOut = new LeftOut();
    private volatile List<Ban> all = List.of();

    public BanDirectory(Bans bans, InstantSource clock) {
        this.bans = bans;
        this.clock = clock;
    }

    /**
     * Reads all bans again; one after the other, so that an older reading never replaces a newer one. A row that cannot
     * be read is left out.
     *
     * @return true: a row that cannot be read now cannot be read before it is changed
     */
    public synchronized boolean reload() {
        ReadRows<Ban> rows = bans.readAll();
        leftOut.replace(rows.unreadable());
        all = rows.read();
        return true;
    }

    /** How many bans are there that cannot be read. */
    public int unreadable() {
        return leftOut.count();
    }

    /** Whether a ban that has not ended covers the address. */
    public boolean isBanned(InetAddress address) {
        List<Ban> current = all;
        if (current.isEmpty()) {
            return false;
        }
        Instant now = clock.instant();
        return current.stream()
                .filter(ban -> ban.expiresAt() == null || now.isBefore(ban.expiresAt()))
                .anyMatch(ban -> ban.network().contains(address));
    }
}
