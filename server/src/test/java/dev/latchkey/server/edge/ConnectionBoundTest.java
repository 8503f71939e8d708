package dev.latchkey.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectionBoundTest {

    private static final int HEADERS = 32 * 1024;
    private static final long MIB = 1024 * 1024;

    @Test
    void connectionsTakeAHalfOfTheHeapAtMost() {
        assertThat(ConnectionBound.of(256 * MIB, HEADERS)).isEqualTo(1260);
        assertThat(ConnectionBound.of(1024 * MIB, HEADERS)).isEqualTo(5041);
    }

    @Test
    void thereAreAlwaysSomeAndNeverTooMany() {
        assertThat(ConnectionBound.of(16 * MIB, HEADERS)).isEqualTo(512);
        assertThat(ConnectionBound.of(64 * 1024 * MIB, HEADERS)).isEqualTo(8192);
        assertThat(ConnectionBound.of(Long.MAX_VALUE, HEADERS)).isEqualTo(8192);
    }
}
