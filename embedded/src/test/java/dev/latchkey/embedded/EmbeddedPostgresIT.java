package dev.latchkey.embedded;

import static dev.latchkey.embedded.AnotherProgram.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One program and its PostgreSQL. What happens between programs is in {@link SharedHomeIT}. */
class EmbeddedPostgresIT {

    @TempDir
    static Path temporary;

    static Path home;

    @BeforeAll
    static void nameHome() throws IOException {
        home = temporary.toRealPath().resolve("new home");
    }

    @AfterEach
    void nothingRunsAfterClose() throws IOException {
        assertThat(Postmaster.find(new Home(home))).isEmpty();
        assertThat(new Home(home).postmasterPid()).doesNotExist();
    }

    @Test
    void isDurableAndListensOnLoopbackOnly() throws SQLException {
        var expected = Map.of(
                "fsync", "on",
                "synchronous_commit", "on",
                "full_page_writes", "on",
                "listen_addresses", "127.0.0.1",
                "unix_socket_directories", "",
                "password_encryption", "scram-sha-256",
                "log_timezone", "UTC",
                "max_connections", "60",
                "server_encoding", "UTF8",
                "data_checksums", "on");
        try (var postgres = EmbeddedPostgres.open(home)) {
            for (var setting : expected.entrySet()) {
                assertThat(query(postgres, "SHOW " + setting.getKey()))
                        .as(setting.getKey())
                        .isEqualTo(setting.getValue());
            }
            assertThat(query(postgres, "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules"))
                    .isEqualTo("scram-sha-256");
            assertThat(query(postgres, "SELECT datlocale FROM pg_database WHERE datname = current_database()"))
                    .isEqualTo("C.UTF-8");
        }
    }

    @Test
    void onlyItsOwnRandomPasswordGoesWithoutIterations() throws SQLException {
        try (var postgres = EmbeddedPostgres.open(home)) {
            assertThat(query(
                            postgres,
                            "SELECT split_part(rolpassword, ':', 1) FROM pg_authid WHERE rolname = 'latchkey'"))
                    .isEqualTo("SCRAM-SHA-256$1");
            assertThat(query(postgres, "SHOW scram_iterations")).isEqualTo("4096");
        }
    }

    @Test
    void wrongPasswordIsRefused() {
        try (var postgres = EmbeddedPostgres.open(home)) {
            assertThatThrownBy(
                            () -> DriverManager.getConnection(postgres.login().url(), "latchkey", "wrong"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
        }
    }

    @Test
    void passwordIsNotShown() {
        try (var postgres = EmbeddedPostgres.open(home)) {
            assertThat(postgres.login().password()).hasSize(64);
            assertThat(postgres.login().toString())
                    .doesNotContain(postgres.login().password());
        }
    }

    @Test
    void filesAreForTheirOwnerOnly() throws IOException {
        try (var _ = EmbeddedPostgres.open(home)) {
            var expected = Map.of(
                    "", "rwx------",
                    "data", "rwx------",
                    "database-password", "rw-------",
                    "postgresql.log", "rw-------",
                    "start.lock", "rw-------",
                    "in-use.lock", "rw-------");
            for (var file : expected.entrySet()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(file.getKey()))))
                        .as(file.getKey())
                        .isEqualTo(file.getValue());
            }
            assertThat(home).isDirectoryNotContaining("glob:**/data.new*");
        }
    }

    @Test
    void dataSurviveClosing() throws SQLException {
        try (var postgres = EmbeddedPostgres.open(home)) {
            query(postgres, "CREATE TABLE kept AS SELECT 'still here' AS word");
        }
        try (var postgres = EmbeddedPostgres.open(home)) {
            assertThat(query(postgres, "SELECT word FROM kept")).isEqualTo("still here");
        }
    }

    @Test
    void killedPostgresRecoversOnThePortItHad() throws Exception {
        try (var before = EmbeddedPostgres.open(home)) {
            query(before, "CREATE TABLE committed AS SELECT 'before the crash' AS word");
            kill(Postmaster.find(new Home(home)).orElseThrow());
            try (var after = EmbeddedPostgres.open(home)) {
                assertThat(query(after, "SELECT word FROM committed")).isEqualTo("before the crash");
                assertThat(after.login()).isEqualTo(before.login());
            }
            assertThat(query(before, "SELECT word FROM committed")).isEqualTo("before the crash");
        }
    }

    @Test
    void twoOpeningsShareOnePostgres() throws Exception {
        try (var first = EmbeddedPostgres.open(home)) {
            var postmaster = Postmaster.find(new Home(home)).orElseThrow();
            try (var second = EmbeddedPostgres.open(home)) {
                assertThat(second.login()).isEqualTo(first.login());
            }
            assertThat(Postmaster.find(new Home(home))).contains(postmaster);
            assertThat(query(first, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void closingTwiceClosesOnce() throws Exception {
        try (var open = EmbeddedPostgres.open(home)) {
            var twice = EmbeddedPostgres.open(home);
            twice.close();
            twice.close();
            assertThat(query(open, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void processThatTookThePidOfDeadPostgresIsNeitherBelievedNorHarmed() throws Exception {
        EmbeddedPostgres.open(home).close();
        Path data = home.resolve("data");
        Process stranger = new ProcessBuilder("sh", "-c", "sleep 60; :", "postgres", "-D", data.toString())
                .directory(data.toFile())
                .start();
        try {
            for (String status : new String[] {"ready   ", "starting", "stopping"}) {
                Files.writeString(new Home(home).postmasterPid(), """
                        %d
                        %s
                        1795407434
                        5432

                        127.0.0.1
                          2244639        14
                        %s
                        """.formatted(stranger.pid(), data, status));
                try (var postgres = EmbeddedPostgres.open(home)) {
                    assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
                }
                assertThat(stranger.isAlive()).isTrue();
            }
        } finally {
            stranger.destroyForcibly().waitFor();
        }
    }

    @Test
    void emptyPidFileDoesNotPreventAStart() throws Exception {
        EmbeddedPostgres.open(home).close();
        Files.writeString(new Home(home).postmasterPid(), "");
        try (var postgres = EmbeddedPostgres.open(home)) {
            assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void lostRaceForAPortIsRunAgain() throws Exception {
        EmbeddedPostgres.open(home).close();
        try (var winner = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            int[] choices = {0};
            var cluster = new PostgresCluster(
                    new Home(home),
                    data -> choices[0]++ == 0 ? winner.getLocalPort() : PostgresConfiguration.choosePort(data));
            assertThat(cluster.startIfDown(false).port()).isNotEqualTo(winner.getLocalPort());
            assertThat(choices[0]).isEqualTo(2);
            cluster.stop();
        }
    }

    @Test
    void unusableSettingIsToldWithTheLog() throws Exception {
        EmbeddedPostgres.open(home).close();
        Path automatic = home.resolve("data/postgresql.auto.conf");
        String before = Files.readString(automatic);
        Files.writeString(automatic, "work_mem = 'plenty'\n");
        assertThatThrownBy(() -> EmbeddedPostgres.open(home))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("postgresql.log")
                .hasMessageContaining("invalid value for parameter \"work_mem\"");
        Files.writeString(automatic, before);
        EmbeddedPostgres.open(home).close();
    }

    @Test
    void missingPasswordIsTold() throws Exception {
        EmbeddedPostgres.open(home).close();
        Path password = home.resolve("database-password");
        Path aside = Files.move(password, home.resolve("aside"));
        assertThatThrownBy(() -> EmbeddedPostgres.open(home))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("database-password is missing");
        Files.move(aside, password);
    }

    @Test
    void creationThatWasInterruptedIsBegunAgain() throws Exception {
        Path other = home.resolveSibling("interrupted");
        Files.createDirectories(other.resolve("data.new-1/base"));
        Files.writeString(other.resolve("data.new-1/PG_VERSION"), "18\n");
        try (var postgres = EmbeddedPostgres.open(other)) {
            assertThat(query(postgres, "SELECT current_database()")).isEqualTo("latchkey");
            assertThat(other.resolve("data.new-1")).doesNotExist();
        }
    }

    @Test
    void directoryThatAShellWouldMisreadIsRefused() {
        assertThatThrownBy(() -> EmbeddedPostgres.open(temporary.resolve("$(id)")))
                .isInstanceOf(EmbeddedPostgresException.class)
                .hasMessageContaining("$(id)");
    }

    private static void kill(Postmaster postmaster) {
        var process = ProcessHandle.of(postmaster.pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }
}
