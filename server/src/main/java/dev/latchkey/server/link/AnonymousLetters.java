package dev.latchkey.server.link;

import dev.latchkey.core.outbox.Message;
import dev.latchkey.core.outbox.Outbox;
import dev.latchkey.server.page.Letter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The letters that visitors ask for who are not signed in. From however many addresses they come, only so many wait in the
 * outbox; further ones are dropped, and the answer is the same.
 */
final class AnonymousLetters {

    /** A request, and what becomes of it: none of them has a user who asked. */
    private static final List<String> KINDS =
            List.of(ResetRequests.KIND, Letter.Kind.PASSWORD_RESET.key(), Letter.Kind.REGISTRATION.key());

    private static final Logger LOG = LoggerFactory.getLogger(AnonymousLetters.class);

    /** For so long the outbox is taken to be as full as it was: counting takes longer the fuller it is. */
    private static final long RECENT = TimeUnit.SECONDS.toNanos(1);

    private static final long BETWEEN_LINES = TimeUnit.MINUTES.toNanos(1);

    private final Outbox outbox;
    private final int most;
    private final Counter dropped;
    private final AtomicLong fullAt = new AtomicLong(System.nanoTime() - RECENT);
    private final AtomicLong loggedAt = new AtomicLong(System.nanoTime() - BETWEEN_LINES);

    /** {@code most} is how many may wait; 0 for no bound. */
    AnonymousLetters(Outbox outbox, int most, MeterRegistry metrics) {
        this.outbox = outbox;
        this.most = most;
        this.dropped = Counter.builder("latchkey.letters.dropped")
                .description("Letters that were asked for and not queued, because too many waited")
                .register(metrics);
    }

    /** Adds a letter, or drops it. Tells the caller neither. Of requests at the same time a few too many may be added. */
    void add(Message.Content letter) {
        if (isFull()) {
            drop();
        } else {
            outbox.add(letter);
        }
    }

    private boolean isFull() {
        if (most == 0) {
            return false;
        }
        long now = System.nanoTime();
        if (now - fullAt.get() < RECENT) {
            return true;
        }
        boolean full = outbox.countWaiting(KINDS, most) >= most;
        if (full) {
            fullAt.set(now);
        }
        return full;
    }

    private void drop() {
        dropped.increment();
        long now = System.nanoTime();
        long last = loggedAt.get();
        if (now - last >= BETWEEN_LINES && loggedAt.compareAndSet(last, now)) {
            LOG.warn("{} letters that visitors asked for wait to be sent, so further ones are dropped", most);
        }
    }
}
