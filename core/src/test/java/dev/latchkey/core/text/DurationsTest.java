package dev.latchkey.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class DurationsTest {

    @Test
    void partsAddUp() {
        assertThat(Durations.parse("1h30m")).hasMinutes(90);
        assertThat(Durations.parse("999999999w".repeat(10))).hasDays(69_999_999_930L);
    }

    /** As in a configuration file: the sum would not be a number of seconds that fits. */
    @Test
    void thousandsOfPartsAreNoLengthOfTime() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.parse("999999999w".repeat(20_000)))
                .withMessageStartingWith("a length of time is written like");
    }
}
