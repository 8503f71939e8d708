package dev.latchkey.server.operate;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A cache is not older than its limit.
 *
 * @param age how old it is now
 * @param limit how old it may be
 * @param tooOld what is wrong when it is older
 */
public record AgeCondition(String name, Supplier<Duration> age, Duration limit, String tooOld) implements Condition {

    @Override
    public Optional<String> flaw() {
        return age.get().compareTo(limit) > 0 ? Optional.of(tooOld) : Optional.empty();
    }
}
