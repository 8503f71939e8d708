package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Builds the image, runs {@code docker-compose.yml} as docs/containers.md says, and looks at what runs. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ContainersIT {

    private static final String PORT = Integer.toString(Checkout.freePort());
    private static final String NAME = "latchkey-test-" + PORT;

    /** Under a name and a port of its own, beside whatever else runs on this machine. */
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "COMPOSE_PROJECT_NAME",
            NAME,
            "LATCHKEY_IMAGE",
            NAME,
            "LATCHKEY_PORT",
            PORT,
            "LATCHKEY_ISSUER",
            "http://localhost:" + PORT);

    private static final Shell SHELL = new Shell(Checkout.ROOT, ENVIRONMENT);

    private static boolean up;

    @BeforeAll
    @Timeout(value = 20, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    static void followTheDocumentation() throws IOException {
        assumeThat(SHELL.run("docker info").exitCode())
                .as("no Docker engine answers")
                .isZero();
        assumeThat(SHELL.run(here("docker compose version")).exitCode())
                .as("Docker Compose is not installed")
                .isZero();
        up = true;
        Tour.of("docs/containers.md", "# Containers").walk(SHELL, ContainersIT::here);
    }

    /** Compose is a command of its own where it is not a plugin of Docker. */
    private static String here(String commands) {
        boolean plugin = SHELL.run("docker compose version").exitCode() == 0;
        return commands.replace("docker compose ", plugin ? "docker compose " : "docker-compose ")
                .replace("localhost:9000", "localhost:" + PORT);
    }

    @AfterAll
    static void takeAllDown() {
        try (SHELL) {
            if (up) {
                run("docker compose down --volumes --remove-orphans --timeout 30");
                run("docker image rm $LATCHKEY_IMAGE");
                assertThat(run("docker ps -aq --filter name=$COMPOSE_PROJECT_NAME"
                                + "; docker volume ls -q --filter name=$COMPOSE_PROJECT_NAME"))
                        .isEmpty();
            }
        }
    }

    private static String run(String commands) {
        Shell.Result result = SHELL.run(here(commands));
        assertThat(result.exitCode()).as(commands + "\n" + result.output()).isZero();
        return result.output();
    }

    private static List<String> servers() {
        return run("docker compose ps -q server").lines().toList();
    }

    @Test
    void clientsNoticeNothingWhileOneServerAfterTheOtherIsRestarted() throws IOException, InterruptedException {
        assertThat(servers()).hasSize(2);
        for (String server : servers()) {
            Process stopping = new ProcessBuilder("docker", "stop", "--time", "30", server).start();
            while (stopping.isAlive()) {
                assertRefreshWorks();
            }
            assertThat(stopping.waitFor()).isZero();
            assertThat(run("docker inspect -f '{{.State.ExitCode}}' " + server))
                    .as("128 + SIGTERM, not SIGKILL")
                    .isEqualTo("143");
            for (int i = 0; i < 10; i++) {
                assertRefreshWorks();
            }
            run("docker start " + server);
            awaitHealthy(server);
        }
        assertRefreshWorks();
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker pause", "docker kill"})
    void theOtherServerGoesOnWhileOneIsFrozenOrKilled(String fate) {
        String server = servers().getFirst();
        run(fate + " " + server);
        try {
            // Half of them would be that server's.
            for (int i = 0; i < 6; i++) {
                assertRefreshWorks();
            }
        } finally {
            // What a frozen server took in would look like replays by now: it must not go on.
            SHELL.run("docker kill " + server);
            run("docker start " + server);
            awaitHealthy(server);
        }
        assertRefreshWorks();
    }

    @Test
    void theUpgradeOfTheDocumentationReplacesOneServerAfterTheOther() throws Exception {
        List<String> before = servers();
        String upgrade = here(Tour.of("docs/containers.md", "## Upgrade")
                .steps()
                .getFirst()
                .commands()
                .replace("git pull\ndocker compose build\n", ""));
        try (Shell administrator = new Shell(Checkout.ROOT, ENVIRONMENT);
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<Shell.Result> upgraded = thread.submit(() -> administrator.run(upgrade));
            while (!upgraded.isDone()) {
                assertRefreshWorks();
            }
            assertThat(upgraded.get().exitCode()).as(upgraded.get().output()).isZero();
        }
        assertThat(servers()).hasSize(2).doesNotContainAnyElementsOf(before);
        assertRefreshWorks();
    }

    private static void awaitHealthy(String server) {
        run("until [ \"$(docker inspect -f '{{.State.Health.Status}}' " + server
                + ")\" = healthy ]; do sleep 0.2; done");
    }

    private static void assertRefreshWorks() {
        assertThat(run("ANSWER=$(curl -s -m 10 -w ' %{http_code}' -u \"shop:$SECRET\" -d grant_type=refresh_token"
                        + " -d refresh_token=\"$REFRESH\" http://localhost:9000/oauth2/token)\n"
                        + "REFRESH=$(echo \"$ANSWER\" | field refresh_token)\n"
                        + "echo \"$ANSWER\""))
                .contains("\"access_token\":\"eyJ")
                .endsWith(" 200");
    }

    @Test
    void serversAreAnOrdinaryUserOnAReadOnlyRoot() {
        for (String server : servers()) {
            assertThat(run("docker exec " + server + " id -u")).isEqualTo("10001");
            assertThat(SHELL.run("docker exec --user 0 " + server + " touch /opt/latchkey/x")
                            .output())
                    .contains("Read-only file system");
            assertThat(run("docker exec " + server
                            + " stat -c '%a %u' /run/secrets/db-password /run/secrets/master-key"))
                    .isEqualTo("600 10001\n600 10001");
        }
    }

    @Test
    void theImageBringsWhatMakesServersFast() {
        String server = servers().getFirst();
        assertThat(run("docker logs " + server)).contains("is ready").doesNotContain("Signing with the JDK");
        assertThat(run("docker exec " + server + " sh -c 'tr \"\\0\" \" \" </proc/1/cmdline; cat /proc/1/maps'"))
                .startsWith("/opt/latchkey/lib/java/bin/java ")
                .containsPattern("(?m) /opt/latchkey/lib/latchkey-server.aot$");
        assertThat(run("docker exec " + server + " bash -x /opt/latchkey/bin/latchkey --version"))
                .contains("-XX:AOTCache=/opt/latchkey/bin/../lib/latchkey/../latchkey.aot");
    }

    @Test
    void noSecretIsInWhatDockerTells() {
        String told = run("docker inspect $LATCHKEY_IMAGE $(docker compose ps -q)\n"
                + "docker history --no-trunc $LATCHKEY_IMAGE\n"
                + "docker compose logs");
        assertThat(told).contains("/run/secrets/master-key", "Latchkey is ready", "POST /oauth2/token 200");
        String server = servers().getFirst();
        for (String secret : List.of(
                run("docker exec " + server + " cat /run/secrets/master-key"),
                run("docker exec " + server + " cat /run/secrets/db-password"),
                run("echo $SECRET"),
                run("echo $REFRESH"),
                "violet-harbour-91-lamp")) {
            assertThat(secret).hasSizeGreaterThan(20);
            assertThat(told.contains(secret)).isFalse();
        }
    }

    @Test
    void theDatabaseKnowsServersAsAnOrdinaryRole() {
        String psql = "docker exec $(docker compose ps -q db) psql -U postgres -At -c ";
        assertThat(run(psql + "\"SELECT DISTINCT usename FROM pg_stat_activity WHERE client_addr IS NOT NULL\""))
                .isEqualTo("latchkey");
        assertThat(run(psql + "\"SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls"
                        + " FROM pg_roles WHERE rolname = 'latchkey'\""))
                .isEqualTo("f");
    }

    @Test
    void theMasterKeyIsNotWhereTheSealedKeysAre() {
        String db = run("docker compose ps -q db");
        String masterKey = run("docker exec " + servers().getFirst() + " cat /run/secrets/master-key");
        assertThat(run("docker exec " + db + " ls /run/secrets")).isEqualTo("db-password");
        assertThat(run("docker inspect -f '{{range .Mounts}}{{println .Name .Source}}{{end}}' " + db))
                .contains(NAME + "_db-secrets ")
                .doesNotContain(NAME + "_secrets ");
        assertThat(SHELL.run("docker exec " + db + " cat /run/secrets/* /proc/1/environ")
                        .output()
                        .contains(masterKey))
                .isFalse();
    }

    @Test
    void nothingInAContainerGainsPrivileges() {
        for (String service : List.of("db", "proxy", "server")) {
            for (String container :
                    run("docker compose ps -q " + service).lines().toList()) {
                assertThat(run("docker inspect -f '{{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}}' " + container))
                        .as(service)
                        .isEqualTo("[ALL] [no-new-privileges:true]");
            }
        }
    }

    @Test
    void aSignInKeepsTheAddressThatTheProxySawUnlessAProxyInFrontIsNamed() {
        String gateway = run("docker inspect -f '{{range .NetworkSettings.Networks}}{{.Gateway}}{{end}}'"
                + " $(docker compose ps -q proxy)");
        assertThat(addressOfASignInFrom("198.51.100.7, 203.0.113.9")).isEqualTo(gateway);
        try {
            run("LATCHKEY_FRONT_PROXIES=192.0.2.1," + gateway + " docker compose up -d --no-deps proxy");
            assertThat(addressOfASignInFrom("198.51.100.7, 203.0.113.9"))
                    .as("what the proxy in front saw, not what it was told")
                    .isEqualTo("203.0.113.9");
        } finally {
            run("docker compose up -d --no-deps proxy");
        }
        assertThat(addressOfASignInFrom("203.0.113.10")).isEqualTo(gateway);
    }

    @Test
    void theProxyChoosesTheIdOfEachRequest() {
        assertThat(run("curl -si -H 'X-Request-Id: forged' http://localhost:9000/oauth2/jwks"))
                .contains("200")
                .containsPattern("(?i)\nx-request-id: [0-9a-f]{32}\\s")
                .doesNotContain("forged");
    }

    /** Signs alice in with a header that a client, or a proxy in front, may have sent. */
    private static String addressOfASignInFrom(String forwardedFor) {
        run("curl -s --fail --retry 10 --retry-all-errors --retry-delay 1 -H 'X-Forwarded-For: " + forwardedFor
                + "' -u \"shop:$SECRET\" -d grant_type=password -d username=alice -d password=violet-harbour-91-lamp"
                + " http://localhost:9000/oauth2/token");
        return run("docker exec $(docker compose ps -q db) psql -U postgres -At -d latchkey -c"
                + " 'SELECT host(address) FROM tokens ORDER BY created_at DESC LIMIT 1'");
    }
}
