package dev.latchkey.server.operate;

import dev.latchkey.server.clock.DatabaseClock;
import java.time.Duration;
import java.util.Optional;

/**
 * The clock of this machine and the database's agree. When they are far apart one of them is wrong, and the server cannot
 * know which: with times that are wrong, tokens are good for too long or not at all.
 *
 * @param most how far they may be apart
 */
public record ClockCondition(DatabaseClock clock, Duration most) implements Condition {

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public Optional<String> flaw() {
        return clock.offset().abs().compareTo(most) > 0
                ? Optional.of(
                        "the clocks of this machine and of the database are more than " + most.toSeconds() + " s apart")
                : Optional.empty();
    }
}
