package dev.latchkey.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatencyTest {

    @Test
    void ofAHundredTheFiftiethAndTheNinetyNinth() {
        LongStream nanos = LongStream.rangeClosed(1, 100).map(i -> (101 - i) * 1_000_000);

        assertThat(Latency.of(nanos)).isEqualTo(new Latency(50, 99));
    }

    @Test
    void ofNoneThereIsNone() {
        assertThat(Latency.of(LongStream.empty()).p99()).isNaN();
    }
}
