package dev.latchkey.admin.user.imports;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeenLinesTest {

    @Test
    void amongAMillionEachIsFoundOnItsLine() {
        var seen = new SeenLines();
        for (int i = 1; i <= 1_000_000; i++) {
            assertThat(seen.firstLine("user" + i, i)).isZero();
        }
        for (int i = 1; i <= 1_000_000; i += 997) {
            assertThat(seen.firstLine("user" + i, 2_000_000)).isEqualTo(i);
        }
        assertThat(seen.firstLine("another", 2_000_001)).isZero();
        assertThat(seen.bytes()).isLessThan(40 << 20);
    }
}
