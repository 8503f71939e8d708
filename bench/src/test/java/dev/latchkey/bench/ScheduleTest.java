package dev.latchkey.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    @Test
    void anOpenLoopIsDueAtAConstantRateHoweverLateItIsAsked() {
        long start = System.nanoTime() - Duration.ofSeconds(10).toNanos();
        Schedule schedule = Schedule.openLoop(1000, start);

        assertThat(LongStream.generate(schedule::next).limit(3).map(due -> due - start))
                .containsExactly(0L, 1_000_000L, 2_000_000L);
    }

    @Test
    void anOpenLoopWaitsUntilARequestIsDue() {
        long due = System.nanoTime() + Duration.ofMillis(20).toNanos();

        assertThat(Schedule.openLoop(1000, due).next()).isEqualTo(due);
        assertThat(System.nanoTime()).isGreaterThanOrEqualTo(due);
    }
}
