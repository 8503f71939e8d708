package dev.latchkey.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SettlingTest {

    private final Settling settling = new Settling();

    @Test
    void threeInARowWithinThreePercentHaveSettled() {
        assertThat(settling.add(300)).isFalse();
        assertThat(settling.add(101)).isFalse();
        assertThat(settling.add(100)).isFalse();
        assertThat(settling.add(103)).isTrue();
    }

    @Test
    void slowlyFallingIsStillMoving() {
        assertThat(settling.add(104)).isFalse();
        assertThat(settling.add(102)).isFalse();
        assertThat(settling.add(100)).isFalse();
    }
}
