package dev.latchkey.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ProcessesTest {

    /** Waits for both, because a kernel counts a process exactly and a machine by its timer, which a guest may miss. */
    @Test
    @Timeout(30)
    void workShowsAsCpuTimeOfItsProcessAndOfTheMachine() {
        assumeTrue(Files.exists(Path.of("/proc/self/stat")), "There is no /proc on this machine.");
        Processes processes = new Processes(ProcessHandle.current().pid(), OptionalLong.empty());
        Processes.CpuTime before = processes.cpuTime();

        Processes.CpuTime worked = before.since(before);
        while (!isLong(worked.server()) || !isLong(worked.generator()) || !isLong(worked.machine())) {
            worked = processes.cpuTime().since(before);
        }

        assertThat(worked.database()).isZero();
        assertThat(processes.residentBytes()).isGreaterThan(10_000_000);
    }

    @Test
    void aMachineIsAtWorkUnlessItIsIdleWaitsOrIsTakenAway() {
        assertThat(Processes.machine("cpu  1 10 100 1000 10000 100000 1000000 10000000 0 0"))
                .isEqualTo(Duration.ofMillis(11_001_110));
    }

    private static boolean isLong(Duration work) {
        return work.compareTo(Duration.ofMillis(200)) >= 0;
    }
}
