package dev.latchkey.embedded;

import static dev.latchkey.embedded.AnotherProgram.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several programs with one home. */
class SharedHomeIT {

    @TempDir
    static Path temporary;

    static Path home;

    @BeforeAll
    static void nameHome() throws IOException {
        home = temporary.toRealPath().resolve("home");
    }

    @AfterEach
    void nothingRunsAfterTheLastClose() throws IOException {
        assertThat(Postmaster.find(new Home(home))).isEmpty();
    }

    @Test
    void lastProgramToCloseStopsPostgres() throws Exception {
        Postmaster postmaster;
        try (var _ = AnotherProgram.thatHolds("database", home)) {
            postmaster = Postmaster.find(new Home(home)).orElseThrow();
            try (var postgres = EmbeddedPostgres.open(home)) {
                assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
                assertThat(Postmaster.find(new Home(home))).contains(postmaster);
            }
            assertThat(Postmaster.find(new Home(home))).contains(postmaster);
        }
        assertThat(Postmaster.find(new Home(home))).isEmpty();
    }

    @Test
    void programThatStartedPostgresMayCloseFirst() throws Exception {
        AnotherProgram other;
        try (var postgres = EmbeddedPostgres.open(home)) {
            other = AnotherProgram.thatHolds("database", home);
            assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
        }
        assertThat(Postmaster.find(new Home(home))).isPresent();
        other.close();
    }

    @Test
    void postgresOfAKilledProgramIsAdoptedAndStopped() throws Exception {
        AnotherProgram.thatHolds("database", home).kill();
        var left = Postmaster.find(new Home(home)).orElseThrow();
        try (var postgres = EmbeddedPostgres.open(home)) {
            assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
            assertThat(Postmaster.find(new Home(home))).contains(left);
        }
    }

    @Test
    void copyOfARunningHomeRunsByItself() throws Exception {
        Path copy = home.resolveSibling("copy");
        EmbeddedPostgres.open(copy).close();
        try (var original = EmbeddedPostgres.open(home)) {
            Files.copy(new Home(home).postmasterPid(), new Home(copy).postmasterPid());
            try (var copied = EmbeddedPostgres.open(copy)) {
                assertThat(copied.login().url()).isNotEqualTo(original.login().url());
            }
            assertThat(query(original, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void processesOfAnotherContainerAreNotTakenForDead() throws Exception {
        try (var _ = AnotherProgram.thatHolds("database", home)) {
            Path settings = home.resolve("data/latchkey.conf");
            Path pid = new Home(home).postmasterPid();
            String ourSettings = Files.readString(settings);
            String ourPid = Files.readString(pid);
            String invisible = ourPid.replaceFirst("\\d+", Long.toString(pidOfNoProcess()));
            Files.writeString(settings, ourSettings.replaceFirst("those of .*", "those of pid:[1]"));
            Files.writeString(pid, invisible);
            assertThatThrownBy(() -> EmbeddedPostgres.open(home))
                    .isInstanceOf(EmbeddedPostgresException.class)
                    .hasMessageContaining("runs in another container");
            assertThat(pid).hasContent(invisible);
            Files.writeString(settings, ourSettings);
            Files.writeString(pid, ourPid);
        }
    }

    private static long pidOfNoProcess() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        return ended.pid();
    }

    @Test
    void programsThatComeAndGoLeaveNothingBehind() throws Exception {
        EmbeddedPostgres.open(home).close();
        List<Process> programs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            programs.add(AnotherProgram.thatHammers(home, 25));
        }
        for (Process program : programs) {
            assertThat(program.waitFor()).isZero();
        }
    }

    @Test
    void threadsThatComeAndGoLeaveNothingBehind() throws Exception {
        try (var threads = Executors.newFixedThreadPool(3)) {
            Callable<Boolean> hammer = () -> {
                AnotherProgram.hammer(home, 20);
                return true;
            };
            for (Future<Boolean> thread : threads.invokeAll(List.of(hammer, hammer, hammer))) {
                assertThat(thread.get()).isTrue();
            }
        }
    }

    @Test
    void programsThatAreKilledAnytimeDoNoHarm() throws Exception {
        try (var postgres = EmbeddedPostgres.open(home)) {
            query(postgres, "CREATE TABLE unharmed AS SELECT 'whole' AS word");
        }
        for (int milliseconds = 200; milliseconds < 800; milliseconds += 50) {
            Process program = AnotherProgram.thatHammers(home, 100);
            Thread.sleep(milliseconds);
            program.destroyForcibly().waitFor();
            try (var postgres = EmbeddedPostgres.open(home)) {
                assertThat(query(postgres, "SELECT word FROM unharmed")).isEqualTo("whole");
            }
        }
        // A PostgreSQL that a killed program was just starting may come up after all; the next to close stops it.
        Thread.sleep(1000);
        EmbeddedPostgres.open(home).close();
    }

    @Test
    void secondServerIsRefused() throws Exception {
        try (var server = AnotherProgram.thatHolds("server", home)) {
            assertThatThrownBy(() -> ServerLock.acquire(home))
                    .isInstanceOf(EmbeddedPostgresException.class)
                    .hasMessage("another Latchkey server already runs on " + home + " (pid " + server.pid() + ")");
        }
        ServerLock.acquire(home).close();
    }

    @Test
    void secondServerInOneProgramIsRefusedAndTheFirstKeepsItsLock() throws Exception {
        long self = ProcessHandle.current().pid();
        try (var _ = ServerLock.acquire(home)) {
            assertThatThrownBy(() -> ServerLock.acquire(home)).hasMessageContaining("(pid " + self + ")");
            assertThatThrownBy(() -> AnotherProgram.thatHolds("server", home))
                    .hasMessageContaining("another Latchkey server already runs");
        }
        ServerLock.acquire(home).close();
    }

    @Test
    void lockOfAKilledServerIsFree() throws Exception {
        AnotherProgram.thatHolds("server", home).kill();
        ServerLock.acquire(home).close();
    }
}
