package dev.latchkey.server.authn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Alone;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Hashing;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

/** More sign-ins than can be hashed at once. */
@Alone
class HashingLoadIT {

    private static ExecutorService threads;

    @BeforeAll
    static void start() {
        threads = Executors.newCachedThreadPool();
    }

    @AfterAll
    static void stop() {
        threads.shutdownNow();
    }

    @Test
    void theExcessIsRefusedWith503AndRefreshesGoOn() throws Exception {
        try (TestServer server = TestServer.start(
                TestDatabase.fresh(), "latchkey.password.hashing-threads=1", "latchkey.password.hashing-queue=1")) {
            TestClient client = TestClient.named("app").addTo(server);
            TestUser user = TestUser.add(server.database(), "alice");
            TestUser slow = TestUser.addWithBcrypt(server.database(), "slow", 13);
            String refreshToken = user.refreshToken(server, client);
            List<Future<Answer>> signIns = new ArrayList<>();
            signIns.add(Hashing.occupyTheOnlyThread(
                    server, threads, () -> server.http().signIn(client, slow)));
            CyclicBarrier barrier = new CyclicBarrier(7);
            for (int i = 0; i < 7; i++) {
                signIns.add(threads.submit(() -> {
                    barrier.await();
                    return server.http().signIn(client, slow);
                }));
            }
            // While one is hashed and one waits.
            for (int i = 0; i < 10; i++) {
                refreshToken =
                        server.http().refresh(client, refreshToken).expect(200).refreshToken();
                server.http().token(client, "grant_type", "client_credentials").expect(200);
            }
            int refused = 0;
            for (Future<Answer> signIn : signIns) {
                Answer answer = signIn.get();
                if (answer.status() != 200) {
                    answer.expectError(503, "temporarily_unavailable");
                    assertThat(answer.header("Retry-After")).matches("[1-9]\\d*");
                    refused++;
                }
            }
            assertThat(refused).as("refused of 8").isBetween(5, 6);
            server.http().signIn(client, user).expect(200);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void hashingThreadsYieldToOthers() throws Exception {
        try (TestServer server = TestServer.start(TestDatabase.fresh())) {
            TestClient client = TestClient.named("app").addTo(server);
            server.http()
                    .signIn(client, TestUser.add(server.database(), "alice"))
                    .expect(200);
            try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
                List<String> nice = tasks.map(HashingLoadIT::stat)
                        .filter(stat -> stat.contains("(hashing-"))
                        // The 19th field, of which two come before the name ends.
                        .map(stat -> stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16])
                        .toList();
                assertThat(nice).isNotEmpty().containsOnly("10");
            }
        }
    }

    private static String stat(Path task) {
        try {
            return Files.readString(task.resolve("stat"));
        } catch (IOException ended) {
            return "";
        }
    }

    @Test
    void ofLargeImportedHashesOneIsComputedAtATimeAndOtherSignInsGoOn() throws Exception {
        try (TestServer server = TestServer.start(
                TestDatabase.fresh(), "latchkey.password.hashing-threads=2", "latchkey.password.hashing-queue=20")) {
            TestClient client = TestClient.named("app").addTo(server);
            TestUser user = TestUser.add(server.database(), "alice");
            String hash = new Argon2PasswordEncoder(16, 32, 2, 65_536, 3).encode("an imported password");
            TestUser large = TestUser.addWithHash(
                    server.database(), "large", "read", Objects.requireNonNull(hash), "an imported password");
            List<Future<Answer>> signIns = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                signIns.add(threads.submit(() -> server.http().signIn(client, large)));
            }
            Hashing.untilMoreWait(server, 5);
            // They have one thread, the other one is for everybody else.
            for (int i = 0; i < 3; i++) {
                server.http().signIn(client, user).expect(200);
            }
            assertThat(signIns.stream().filter(signIn -> !signIn.isDone()).count())
                    .as("sign-ins still waiting")
                    .isPositive();
            for (Future<Answer> signIn : signIns) {
                signIn.get().expect(200);
            }
        }
    }

    @Test
    void ofFiveHundredSignInsAtOnceTheQueueIsServedAndTheRestIsRefused() throws Exception {
        // A machine that is busy with 500 of them may take long to send what it has connected for, and for the
        // database.
        try (TestServer server = TestServer.start(
                        TestDatabase.fresh(),
                        "latchkey.password.hashing-threads=1",
                        "latchkey.database.connection-timeout=20s",
                        "server.tomcat.connection-timeout=60s");
                ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            TestClient client = TestClient.named("app").addTo(server);
            TestUser user = TestUser.add(server.database(), "alice");
            TestUser slow = TestUser.addWithBcrypt(server.database(), "slow", 13);
            String refreshToken = user.refreshToken(server, client);
            List<Future<Answer>> signIns = new ArrayList<>();
            signIns.add(Hashing.occupyTheOnlyThread(
                    server, threads, () -> server.http().signIn(client, slow)));
            for (int i = 1; i < 500; i++) {
                signIns.add(crowd.submit(() -> server.http().signIn(client, user)));
            }
            for (int i = 0; i < 10; i++) {
                refreshToken =
                        server.http().refresh(client, refreshToken).expect(200).refreshToken();
            }
            int granted = 0;
            for (Future<Answer> signIn : signIns) {
                Answer answer = signIn.get();
                if (answer.status() == 200) {
                    granted++;
                } else {
                    answer.expectError(503, "temporarily_unavailable");
                }
            }
            // One is hashed and a hundred wait at any time; a few more come in as those are done.
            assertThat(granted).isBetween(101, 499);
        }
    }

    @Test
    void noDatabaseConnectionIsHeldWhileHashing() throws Exception {
        try (TestServer server = TestServer.start(
                TestDatabase.fresh(), "latchkey.database.pool-size=2", "latchkey.password.hashing-threads=1")) {
            TestClient client = TestClient.named("app").addTo(server);
            TestUser slow = TestUser.addWithBcrypt(server.database(), "slow", 10);
            String refreshToken = TestUser.add(server.database(), "alice").refreshToken(server, client);
            List<Future<Answer>> signIns = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                signIns.add(threads.submit(() -> server.http()
                        .token(client, "grant_type", "password", "username", slow.username(), "password", "wrong")));
            }
            for (int i = 0; i < 20; i++) {
                server.http().token(client, "grant_type", "client_credentials").expect(200);
                Answer refreshed = server.http().refresh(client, refreshToken).expect(200);
                refreshToken = refreshed.refreshToken();
                server.http().introspect(client, refreshed.accessToken()).expect(200);
            }
            assertThat(signIns.stream().filter(signIn -> !signIn.isDone()).count())
                    .as("sign-ins still waiting")
                    .isGreaterThan(2);
            for (Future<Answer> signIn : signIns) {
                signIn.get().expectError(400, "invalid_grant");
            }
        }
    }

    @Test
    void whoIsToBeRefusedTakesNobodysPlaceInTheQueue() throws Exception {
        try (TestServer server = TestServer.start(
                        TestDatabase.fresh(),
                        "latchkey.password.hashing-threads=1",
                        "latchkey.password.hashing-queue=1",
                        "latchkey.limits.address.failures=1",
                        "latchkey.limits.address.window=1h",
                        "latchkey.trusted-proxies=127.0.0.1");
                ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            TestClient app = TestClient.named("app").isPublic().addTo(server);
            TestUser user = TestUser.add(server.database(), "alice");
            TestUser slow = TestUser.addWithBcrypt(server.database(), "slow", 13);
            guess(server, app, "198.51.100.1", "wrong", user).expectError(400, "invalid_grant");
            guess(server, app, "198.51.100.1", "wrong", user).expectError(429, "temporarily_unavailable");

            List<Future<Answer>> busy = List.of(
                    Hashing.occupyTheOnlyThread(
                            server, threads, () -> guess(server, app, "198.51.100.2", slow.password(), slow)),
                    crowd.submit(() -> guess(server, app, "198.51.100.3", slow.password(), slow)));
            Hashing.untilMoreWait(server, 0);
            // The one that finds out whether it is refused still has to wait like everybody.
            guess(server, app, "198.51.100.1", user.password(), user).expect(503);
            guess(server, app, "198.51.100.1", user.password(), user).expectError(429, "temporarily_unavailable");
            guess(server, app, "198.51.100.4", user.password(), user).expect(503);
            for (Future<Answer> signIn : busy) {
                signIn.get().expect(200);
            }
        }
    }

    @Test
    void aFloodOfTheRefusedKeepsNobodyOut() throws Exception {
        // One place for the one that finds out whether it is still refused, and one for the owner.
        try (TestServer server = TestServer.start(
                        TestDatabase.fresh(),
                        "latchkey.password.hashing-threads=1",
                        "latchkey.password.hashing-queue=2",
                        "latchkey.limits.address.failures=1",
                        "latchkey.limits.address.window=1h",
                        "latchkey.trusted-proxies=127.0.0.1");
                ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            TestClient app = TestClient.named("app").isPublic().addTo(server);
            TestUser user = TestUser.add(server.database(), "alice");
            guess(server, app, "198.51.100.1", "wrong", user).expectError(400, "invalid_grant");
            guess(server, app, "198.51.100.1", "wrong", user).expectError(429, "temporarily_unavailable");
            AtomicBoolean stop = new AtomicBoolean();
            List<Future<Integer>> flood = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                flood.add(crowd.submit(() -> {
                    int refused = 0;
                    while (!stop.get()) {
                        refused += guess(server, app, "198.51.100.1", "wrong", user)
                                                .status()
                                        == 429
                                ? 1
                                : 0;
                    }
                    return refused;
                }));
            }
            try {
                for (int i = 0; i < 20; i++) {
                    guess(server, app, "198.51.100.5", user.password(), user).expect(200);
                }
            } finally {
                stop.set(true);
            }
            int refused = 0;
            for (Future<Integer> guesser : flood) {
                refused += guesser.get();
            }
            assertThat(refused).isGreaterThan(20);
        }
    }

    private static Answer guess(TestServer server, TestClient app, String address, String password, TestUser user) {
        String form = Http.encode(
                "grant_type",
                "password",
                "client_id",
                app.clientId(),
                "username",
                user.username(),
                "password",
                password);
        return server.http()
                .send(
                        server.http()
                                .request("/oauth2/token")
                                .header("X-Forwarded-For", address)
                                .POST(BodyPublishers.ofString(form)),
                        Http.FORM);
    }
}
