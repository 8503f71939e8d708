package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Alone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real {@code latchkey} beside servers that run, that are stopped, and that are other administrators. */
class AdminScenarioIT {

    private static final int ROUNDS = 3;
    private static final Duration PROMISE = Duration.ofSeconds(1);

    /** On a machine on which everything runs at once a change may take longer; what it was is printed. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @TempDir
    private Path directory;

    @Test
    void disablingWorksWhileAllServersAreStopped() {
        Map<String, String> home = Map.of("LATCHKEY_HOME", directory.toString());
        String signIn;
        String refresh;
        try (ServerProcess server = ServerProcess.start(directory);
                Shell shell = Shell.withPrograms(directory, home)) {
            signIn = server.offeredCurl().replace("localhost:" + server.port(), "localhost:$PORT") + " -s";
            String answer = shell.run("PORT=" + server.port() + "; " + signIn).output();
            refresh = signIn.replaceAll(
                    "-d grant_type.*? http",
                    "-d grant_type=refresh_token -d refresh_token=" + field(answer, "refresh_token") + " http");
        }
        try (Shell shell = Shell.withPrograms(directory, home)) {
            Shell.Result disabled = shell.run("latchkey user disable demo --reason 'left the company'");
            assertThat(disabled.output()).startsWith("disabled demo: 1 token family revoked");
            assertThat(disabled.exitCode()).isZero();
            try (ServerProcess server = ServerProcess.start(directory)) {
                shell.run("PORT=" + server.port());
                assertThat(shell.run(signIn).output()).contains("invalid_grant");
                assertThat(shell.run(refresh).output()).contains("invalid_grant");
                assertThat(shell.run("latchkey user enable demo").exitCode()).isZero();
                assertThat(shell.run(refresh).output()).contains("invalid_grant");
                assertThat(shell.run(signIn).output()).contains("access_token");
            }
        }
    }

    @Alone
    @Test
    void aChangeHoldsOnARunningServerWithinASecond() {
        Distribution times = new Distribution();
        try (Cluster cluster = new Cluster(directory, 1, Map.of());
                Shell shell = cluster.shell(directory)) {
            String secret = field(
                    shell.run("latchkey client add batch --grant client_credentials --scope read -o json")
                            .output(),
                    "secret");
            String status = "curl -s -o /dev/null -w '%{http_code}' -u batch:" + secret
                    + " $LATCHKEY_ISSUER/oauth2/token -d grant_type=client_credentials";
            for (int round = 0; round < ROUNDS; round++) {
                times.add(untilHolds(shell, "latchkey client disable batch", status, "401"));
                times.add(untilHolds(shell, "latchkey client enable batch", status, "200"));
            }
        }
        System.out.printf("A change by bin/latchkey holds on a server after: %s%n", times);
        assertThat(times.share(50)).isLessThan(PROMISE);
        assertThat(times.share(100)).isLessThan(LIMIT);
    }

    /** The time from the end of a command until a server follows. */
    private static Duration untilHolds(Shell shell, String command, String status, String expected) {
        assertThat(shell.run(command).exitCode()).as(command).isZero();
        long done = System.nanoTime();
        assertThat(Waiting.until(LIMIT, () -> shell.run(status).output().equals(expected)))
                .as(command)
                .isTrue();
        return Duration.ofNanos(System.nanoTime() - done);
    }

    @Test
    void twoAdministratorsAtOnceLoseNothing() {
        try (Cluster database = new Cluster(directory, 0, Map.of());
                Shell shell = database.shell(directory)) {
            shell.run("latchkey user add alice --no-password");
            Shell.Result result = shell.run("""
                    for i in 1 2 3 4; do
                      latchkey user set-scopes alice --add mine$i & mine=$!
                      latchkey user set-scopes alice --add yours$i & yours=$!
                      wait $mine && wait $yours || break
                    done
                    """);
            assertThat(result.exitCode()).as(result.output()).isZero();
            assertThat(shell.run("latchkey user show alice -o json").output())
                    .contains("mine1", "mine2", "mine3", "mine4", "yours1", "yours2", "yours3", "yours4");
            assertThat(shell.run("latchkey audit list --action user.scopes -o id")
                            .output()
                            .lines())
                    .hasSize(8);
        }
    }

    @Alone
    @Test
    void aDatabaseThatDoesNotAnswerIsFiveWithinThreeSeconds() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Shell shell = Shell.withPrograms(
                        directory,
                        Map.of("LATCHKEY_DB_URL", "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/x"))) {
            shell.run("latchkey --version");
            long start = System.nanoTime();
            Shell.Result result = shell.run("latchkey user list");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
            assertThat(result.output()).startsWith("latchkey: The database is not available: ");
            assertThat(result.exitCode()).isEqualTo(5);
        }
    }

    private static String field(String json, String name) {
        String after = json.substring(json.indexOf("\"" + name + "\":\"") + name.length() + 4);
        return after.substring(0, after.indexOf('"'));
    }
}
