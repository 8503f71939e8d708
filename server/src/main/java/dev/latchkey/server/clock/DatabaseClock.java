package dev.latchkey.server.clock;

import dev.latchkey.core.DirectoryVersion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time for all decisions: the last reading of the database's time, plus the elapsed time of this machine's
 * monotonic clock. So all servers of a database have the same time, and setting the clock of a machine has no effect.
 * Reading this clock runs no statement.
 */
public final class DatabaseClock implements InstantSource {

    /** A warning is logged when the clock of the machine is further off. */
    private static final Duration NOTICEABLE = Duration.ofSeconds(30);

    /** An answer that took longer does not tell the time well enough, … */
    private static final Duration EXACT = Duration.ofSeconds(1);

    /** … unless there was none that did for this long. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseClock.class);

    /** The time at a reading of the monotonic clock. */
    private record Sample(Instant time, long nanos) {

        Instant at(long now) {
            return time.plusNanos(now - nanos);
        }
    }

    private final MachineClock machine;
    private volatile @Nullable Sample sample;
    private boolean off;

    /** A clock that is not set yet. */
    public DatabaseClock(MachineClock machine) {
        this.machine = machine;
    }

    private static Sample sampleOf(DirectoryVersion.Look look) {
        return new Sample(look.databaseTime(), look.askedAt() + (look.answeredAt() - look.askedAt()) / 2);
    }

    /** Sets the clock from a reading of the database. */
    public void set(DirectoryVersion.Look look) {
        Sample known = sample;
        boolean exact = look.answeredAt() - look.askedAt() <= EXACT.toNanos();
        if (exact || known == null || look.answeredAt() - known.nanos() > PATIENCE.toNanos()) {
            sample = sampleOf(look);
        }
        compare();
    }

    /**
     * The time now.
     *
     * @throws IllegalStateException when the clock was never set
     */
    @Override
    public Instant instant() {
        Sample known = sample;
        if (known == null) {
            throw new IllegalStateException("The clock is not set yet");
        }
        return known.at(System.nanoTime());
    }

    /** How far the clock of this machine is ahead of the database's; negative when it is behind. */
    public Duration offset() {
        return Duration.between(instant(), machine.now());
    }

    private synchronized void compare() {
        Duration offset = offset();
        boolean isOff = offset.abs().compareTo(NOTICEABLE) > 0;
        if (isOff && !off) {
            LOG.warn(
                    "The clock of this machine is {} s {} the database's. Synchronise both with NTP.",
                    offset.abs().toSeconds(),
                    offset.isNegative() ? "behind" : "ahead of");
        } else if (!isOff && off) {
            LOG.info("The clock of this machine agrees with the database's again");
        }
        off = isOff;
    }
}
