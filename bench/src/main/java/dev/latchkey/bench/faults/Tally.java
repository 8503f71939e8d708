package dev.latchkey.bench.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What clients count, all of them together. */
final class Tally {

    /** Answers, each of which the ledger explains. */
    final LongAdder answered = new LongAdder();

    /** Requests that were sent and got nothing, because the server went away. */
    final LongAdder unanswered = new LongAdder();

    /** 503: the server says that it does not know. */
    final LongAdder unavailable = new LongAdder();

    private final List<String> broken = Collections.synchronizedList(new ArrayList<>());

    void broken(BrokenPromiseException promise) {
        broken.add(String.valueOf(promise.getMessage()));
    }

    List<String> broken() {
        synchronized (broken) {
            return List.copyOf(broken);
        }
    }
}
