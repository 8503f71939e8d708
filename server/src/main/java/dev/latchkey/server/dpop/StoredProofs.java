package dev.latchkey.server.dpop;

/** How many proofs this server has stored that have not expired: one count for each second in which some expire. */
final class StoredProofs {

    /** More seconds than any proof is stored for. */
    private static final int PLACES = 128;

    private final long[] seconds = new long[PLACES];
    private final int[] counts = new int[PLACES];

    /** Counts one that expires in this second since the epoch. */
    synchronized void add(long second) {
        int place = (int) (second % PLACES);
        if (seconds[place] != second) {
            seconds[place] = second;
            counts[place] = 0;
        }
        counts[place]++;
    }

    /** How many expire in this second or later. */
    synchronized int liveAt(long second) {
        int live = 0;
        for (int place = 0; place < PLACES; place++) {
            live += seconds[place] >= second ? counts[place] : 0;
        }
        return live;
    }
}
