package dev.latchkey.resource;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The store in memory: bounded, and it forgets nothing before its time. When it is full, proofs are refused. */
final class ReplayCache implements ReplayStore {

    /** About 20 MB; for more than 800 requests a second use a store of your own. */
    static final int MOST = 100_000;

    private final Clock clock;
    private final int most;
    private final Map<String, Instant> used = new HashMap<>();
    private Instant nextLook = Instant.MIN;

    ReplayCache(Clock clock, int most) {
        this.clock = clock;
        this.most = most;
    }

    @Override
    public synchronized boolean first(String id, Instant until) {
        if (used.containsKey(id)) {
            return false;
        }
        if (used.size() >= most) {
            makeRoom();
        }
        used.put(id, until);
        return true;
    }

    /** At most once a second: to look at all of them takes time. */
    private void makeRoom() {
        Instant now = clock.instant();
        if (!now.isBefore(nextLook)) {
            nextLook = now.plusSeconds(1);
            used.values().removeIf(until -> until.isBefore(now));
        }
        if (used.size() >= most) {
            throw new IllegalStateException("There is no room for more proofs");
        }
    }
}
