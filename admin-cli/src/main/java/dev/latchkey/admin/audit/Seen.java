package dev.latchkey.admin.audit;

import java.util.TreeSet;

/**
 * Which events were shown. Numbers are given out before the transactions commit, so an event may appear after one with
 * a higher number: a while back is looked at again.
 */
final class Seen {

    private static final int LOOK_BACK = 1_000;

    private final TreeSet<Long> ids = new TreeSet<>();
    private final long start;

    Seen(long start) {
        this.start = start;
    }

    /** After which event to look again. */
    long from() {
        return ids.isEmpty() ? start : Math.max(start, ids.last() - LOOK_BACK);
    }

    /** Remembers an event; false when it was shown before. */
    boolean add(long id) {
        boolean unseen = ids.add(id);
        ids.headSet(from(), true).clear();
        return unseen;
    }
}
