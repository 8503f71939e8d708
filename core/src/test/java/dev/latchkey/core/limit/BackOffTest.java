package dev.latchkey.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackOffTest {

    @Test
    void doublesUntilTheLongestWait() {
        assertThat(waits(5, 900))
                .startsWith(5L, 10L, 20L, 40L, 80L, 160L, 320L, 640L, 900L)
                .endsWith(900L);
        assertThat(waits(7, 7)).containsOnly(7L);
        assertThat(waits(1, Integer.MAX_VALUE)).isSorted().endsWith((long) Integer.MAX_VALUE);
    }

    @Test
    void refusesWaitsThatGetShorter() {
        assertThatThrownBy(() -> waits(10, 9)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> waits(0, 9)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Long[] waits(int first, int longest) {
        return new BackOff(5, Duration.ofSeconds(first), Duration.ofSeconds(longest)).waits();
    }
}
