package dev.latchkey.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProcessesTest {

    @Test
    void workShowsAsCpuTimeOfItsProcess() {
        assumeTrue(Files.exists(Path.of("/proc/self/stat")), "There is no /proc on this machine.");
        Processes processes = new Processes(ProcessHandle.current().pid(), OptionalLong.empty());
        Processes.CpuTime before = processes.cpuTime();

        Duration worked = Duration.ZERO;
        while (worked.compareTo(Duration.ofMillis(200)) < 0) {
            worked = processes.cpuTime().since(before).server();
        }

        assertThat(processes.cpuTime().since(before).machine()).isGreaterThanOrEqualTo(Duration.ofMillis(150));
        assertThat(processes.residentBytes()).isGreaterThan(10_000_000);
    }
}
