package dev.latchkey.server.address;

import dev.latchkey.db.limit.Ban;
import dev.latchkey.db.limit.Bans;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** All bans, in memory: a few that somebody typed. */
public final class BanDirectory {

    private final Bans bans;
    private final Clock clock;
    private volatile List<Ban> all = List.of();

    public BanDirectory(Bans bans, Clock clock) {
        this.bans = bans;
        this.clock = clock;
    }

    /** Reads all bans again; one after the other, so that an older reading never replaces a newer one. */
    public synchronized void reload() {
        all = bans.findAll();
    }

    boolean isBanned(InetAddress address) {
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
