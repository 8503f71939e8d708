package dev.latchkey.server.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.embedded.EmbeddedPostgres;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** What happens to the processes of PostgreSQL under a running server. */
class DatabaseProcessIT {

    @TempDir
    private Path home;

    @Test
    void aFrozenDatabaseFreesWhoeverWaitsForIt() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(home);
                TestServer server = TestServer.start(TestDatabase.in(postgres), "latchkey.database.socket-timeout=2s");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Http http = server.http();
            TestClient client = TestClient.named("app").addTo(server);
            String token = http.signIn(client, TestUser.add(server.database(), "alice"))
                    .expect(200)
                    .accessToken();
            List<Long> processes = processes();
            try {
                signal("STOP", processes);
                long start = System.nanoTime();
                List<Future<Answer>> waiting = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    waiting.add(threads.submit(() -> http.me(token)));
                }
                http.token(client, "grant_type", "client_credentials").expect(200);
                http.get("/oauth2/jwks").expect(200);
                for (Future<Answer> answer : waiting) {
                    answer.get().expectProblem(503);
                }
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
                // What is known to be dead by now is not tried again.
                start = System.nanoTime();
                http.me(token).expectProblem(503);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
            } finally {
                signal("CONT", processes);
            }
            Waiting.until(
                    "the server is back",
                    Duration.ofSeconds(5),
                    () -> http.me(token).status() == 200);
        }
    }

    @Test
    void aConnectionThatIsFrozenIsReplacedWhileTheRequestWaits() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(home);
                TestServer server = TestServer.start(
                        TestDatabase.in(postgres),
                        "latchkey.database.pool-size=1",
                        "latchkey.database.connection-timeout=4s")) {
            Http http = server.http();
            TestClient client = TestClient.named("app").addTo(server);
            String token = http.signIn(client, TestUser.add(server.database(), "alice"))
                    .expect(200)
                    .accessToken();
            List<Long> connection;
            try (Connection only = server.dataSource().getConnection()) {
                connection = List.of((long) only.unwrap(PGConnection.class).getBackendPID());
            }
            // What was used a moment ago the pool hands out untested.
            long tested = System.nanoTime() + Duration.ofMillis(600).toNanos();
            Waiting.until("it will be tested", Duration.ofSeconds(5), () -> System.nanoTime() > tested);
            try {
                signal("STOP", connection);
                http.me(token).expect(200);
            } finally {
                signal("CONT", connection);
            }
        }
    }

    @Test
    void anEmbeddedDatabaseThatDiesIsStartedAgain() throws Exception {
        ConnectionSettings none = new ConnectionSettings("", null, null);
        try (TestServer server = TestServer.start(none, "latchkey.home=" + home)) {
            Http http = server.http();
            TestClient client = TestClient.named("app").addTo(server.database());
            server.reload();
            String token = http.signIn(client, TestUser.add(server.database(), "alice"))
                    .expect(200)
                    .refreshToken();
            ProcessHandle postmaster = ProcessHandle.of(processes().getFirst()).orElseThrow();
            postmaster.destroyForcibly();
            postmaster.onExit().join();
            Waiting.until(
                    "the database is back",
                    Duration.ofSeconds(20),
                    () -> http.refresh(client, token).status() == 200);
        }
        assertThat(home.resolve("data/postmaster.pid")).doesNotExist();
    }

    /** The postmaster, then those that it has started. */
    private List<Long> processes() throws IOException {
        long postmaster = Long.parseLong(
                Files.readAllLines(home.resolve("data/postmaster.pid")).getFirst());
        List<Long> processes = new ArrayList<>(List.of(postmaster));
        ProcessHandle.of(postmaster).orElseThrow().children().forEach(child -> processes.add(child.pid()));
        return processes;
    }

    private static void signal(String name, List<Long> processes) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        processes.forEach(process -> command.add(process.toString()));
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }
}
