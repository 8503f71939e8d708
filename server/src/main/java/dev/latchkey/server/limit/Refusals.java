package dev.latchkey.server.limit;

import dev.latchkey.server.http.RateLimitedException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rejects, and remembers for how long: until then further attempts are rejected without asking the database. */
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private static final List<String> LIMITS = List.of(
            "address",
            "account",
            "client",
            "registration",
            "profile",
            "password-change",
            "device",
            "user-code",
            "pushed-request",
            "letter",
            "document");

    /** At most so many are remembered. An attacker with more addresses costs the database a statement each. */
    private static final int MOST = 10_000;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Map<Bound, Refusal> refused = new ConcurrentHashMap<>();
    private final MeterProvider<Counter> counted;

    Refusals(MeterRegistry registry) {
        this.counted = Counter.builder("latchkey.rate.limited")
                .description("Attempts that were over a limit")
                .withRegistry(registry);
        LIMITS.forEach(limit -> counted.withTag("limit", limit));
    }

    /** Both in {@link System#nanoTime}: the end of the wait, and when the database should be asked whether it still is. */
    private record Refusal(long end, long doubtful) {}

    /**
     * Refuses a caller that still has to wait.
     *
     * @throws RateLimitedException when it has to
     */
    void repeat(Bound bound) {
        Duration left = left(bound);
        if (left.isPositive()) {
            throw refusal(bound, left);
        }
    }

    /** For how long a caller still has to wait; zero when it need not, as far as this server knows. */
    Duration left(Bound bound) {
        long nanos = nanosLeft(bound);
        return nanos > 0 ? Duration.ofNanos(nanos + SECOND - 1) : Duration.ZERO;
    }

    /**
     * The same where a wait may end early, by a success or by an administrator: one try a second gets through, to find
     * out.
     *
     * @throws RateLimitedException for all others
     */
    void repeatUnlessDoubtful(Bound bound) {
        Refusal known = refused.get(bound);
        long now = System.nanoTime();
        boolean findsOut = known != null
                && now - known.doubtful >= 0
                && refused.replace(bound, known, new Refusal(known.end, now + SECOND));
        if (!findsOut) {
            repeat(bound);
        }
    }

    /** Remembers that a caller has to wait; returns the exception to throw. */
    RateLimitedException refuse(Bound bound, Duration wait) {
        remember(bound, wait);
        return refusal(bound, wait);
    }

    /** The same for a caller that may have another way. */
    void remember(Bound bound, Duration wait) {
        if (refused.size() >= MOST) {
            refused.clear();
        }
        long now = System.nanoTime();
        refused.compute(
                bound, (same, known) -> new Refusal(now + wait.toNanos(), known == null ? now : known.doubtful));
    }

    /** They need not wait any more. */
    void forget(Bound bound) {
        refused.remove(bound);
    }

    private long nanosLeft(Bound bound) {
        Refusal known = refused.get(bound);
        if (known == null) {
            return 0;
        }
        long left = known.end - System.nanoTime();
        if (left <= 0) {
            refused.remove(bound, known);
        }
        return left;
    }

    RateLimitedException refusal(Bound bound, Duration wait) {
        LOG.info("Over the limit of {}: '{}' has to wait {} s", bound.limit(), bound.name(), wait.toSeconds());
        counted.withTag("limit", bound.limit()).increment();
        return new RateLimitedException(bound.limit(), bound.quota(), bound.window(), wait);
    }
}
