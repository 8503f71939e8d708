package dev.latchkey.server.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.KeyChanges;
import dev.latchkey.core.key.KeyListing;
import dev.latchkey.core.key.KeyListing.State;
import dev.latchkey.core.key.KeySchedule;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import dev.latchkey.server.operate.Maintenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys change while tokens are issued, refreshed and validated, and nobody notices. */
class KeyRotationIT {

    private static final Attribution BY = Attribution.of("test");
    /** A second is promised; a busy machine gets more. */
    private static final Duration SOON = Duration.ofSeconds(5);

    /** A JWK Set is cached for two seconds instead of five minutes, and access tokens live for two. */
    private static final KeySchedule SHORT =
            new KeySchedule(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofDays(90));

    private static final int PER_SECOND = 500;
    private static final int WORKERS = 8;

    @Test
    void noTokenFailsAcrossARotationOnTwoServers() throws Exception {
        ConnectionSettings database = TestDatabase.fresh();
        try (TestServer one = TestServer.start(database, SHORT);
                TestServer two = TestServer.start(database, SHORT);
                ExecutorService threads = Executors.newFixedThreadPool(WORKERS + 1);
                ScheduledExecutorService later = Executors.newScheduledThreadPool(2)) {
            List<TestClient> clients = Stream.of(KeyAlgorithm.ES256, KeyAlgorithm.RS256)
                    .map(algorithm -> TestClient.named("with-" + algorithm)
                            .algorithm(algorithm)
                            .accessToken(Duration.ofSeconds(2))
                            .addTo(one))
                    .toList();
            two.reload();
            TestUser user = TestUser.add(one.database(), "alice");
            // Each fetches at another moment, and none sooner because of a key that it does not know.
            List<CachingValidator> validators = List.of(
                    new CachingValidator(one.http(), SHORT.cacheAge()),
                    new CachingValidator(two.http(), SHORT.cacheAge()));
            AtomicInteger issued = new AtomicInteger();
            Set<String> refused = ConcurrentHashMap.newKeySet();
            Queue<Future<?>> checks = new ConcurrentLinkedQueue<>();
            Map<String, Integer> signedBy = new ConcurrentHashMap<>();
            long end = System.nanoTime() + Duration.ofSeconds(11).toNanos();

            List<Callable<Void>> work = new ArrayList<>();
            for (int thread = 0; thread < WORKERS; thread++) {
                TestServer server = thread % 2 == 0 ? one : two;
                TestClient client = clients.get(thread / 2 % 2);
                work.add(() -> {
                    long next = System.nanoTime();
                    while (System.nanoTime() < end) {
                        String token = server.http()
                                .token(client, "grant_type", "client_credentials")
                                .expect(200)
                                .accessToken();
                        issued.incrementAndGet();
                        signedBy.merge(kid(token), 1, Integer::sum);
                        check(validators, token, refused);
                        // And once more when it is about to expire.
                        checks.add(
                                later.schedule(() -> check(validators, token, refused), 1900, TimeUnit.MILLISECONDS));
                        next += TimeUnit.SECONDS.toNanos(1) * WORKERS / PER_SECOND;
                        LockSupport.parkNanos(next - System.nanoTime());
                    }
                    return null;
                });
            }
            AtomicInteger refreshed = new AtomicInteger();
            work.add(() -> {
                String refreshToken =
                        one.http().signIn(clients.getFirst(), user).expect(200).refreshToken();
                while (System.nanoTime() < end) {
                    TestServer server = refreshed.incrementAndGet() % 2 == 0 ? one : two;
                    refreshToken = server.http()
                            .refresh(clients.getFirst(), refreshToken)
                            .expect(200)
                            .refreshToken();
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                }
                return null;
            });
            // They have the JWK Set of before, and would not look for another key.
            for (TestClient client : clients) {
                check(
                        validators,
                        one.http()
                                .token(client, "grant_type", "client_credentials")
                                .accessToken(),
                        refused);
            }
            KeyChanges changes = one.bean(KeyChanges.class);
            for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
                changes.rotate(algorithm, MasterKey.parse(TestServer.MASTER_KEY), BY);
            }
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
            for (Future<?> done : checks) {
                done.get();
            }

            System.out.printf(
                    "Across a rotation: %d tokens (%d a second) by %d keys, %d refreshes, %d refused%n",
                    issued.get(), issued.get() / 11, signedBy.size(), refreshed.get(), refused.size());
            assertThat(refused).isEmpty();
            assertThat(signedBy).hasSize(4);
            assertThat(issued.get()).isGreaterThan(1000);
            // Four seconds pending, four retired: by now nothing needs the old keys for access tokens.
            one.bean(Maintenance.class).run();
            assertThat(states(one, KeyAlgorithm.ES256)).containsExactly(State.ACTIVE);
            assertThat(one.http().get("/oauth2/jwks").json().get("keys")).hasSize(2);
        }
    }

    private static void check(List<CachingValidator> validators, String token, Set<String> refused) {
        for (CachingValidator validator : validators) {
            if (!validator.accepts(token)) {
                refused.add(token);
            }
        }
    }

    @Test
    void aRevokedKeyLeavesTheJwkSetOfEveryServerAndItsTokensAreRefused() {
        ConnectionSettings database = TestDatabase.fresh();
        String issuer = "latchkey.issuer=https://login.example.com";
        try (TestServer one = TestServer.start(database, issuer);
                TestServer two = TestServer.start(database, issuer)) {
            TestClient client =
                    TestClient.named("shop").algorithm(KeyAlgorithm.ES256).addTo(one);
            two.reload();
            TestUser user = TestUser.add(one.database(), "alice");
            Http.Answer signIn = one.http().signIn(client, user).expect(200);
            two.http().me(signIn.accessToken()).expect(200);
            KeyListing leaked = active(one, KeyAlgorithm.ES256);

            one.bean(KeyChanges.class).revoke(leaked, MasterKey.parse(TestServer.MASTER_KEY), BY);

            for (TestServer server : List.of(one, two)) {
                Waiting.until(
                        "the key has left",
                        SOON,
                        () -> !server.http()
                                .get("/oauth2/jwks")
                                .body()
                                .contains(leaked.id().toString()));
                assertThat(server.http()
                                .introspect(client, signIn.accessToken())
                                .body())
                        .isEqualTo("{\"active\":false}");
                server.http().me(signIn.accessToken()).expect(401);
            }
            // The session goes on: another key signs what it gets now.
            String next = two.http()
                    .refresh(client, signIn.refreshToken())
                    .expect(200)
                    .accessToken();
            assertThat(kid(next)).isNotEqualTo(leaked.id().toString());
            one.http().me(next).expect(200);
        }
    }

    @Test
    void anOfflineValidatorRefusesWhatARevokedKeySignedWhenItsJwkSetIsOld() {
        ConnectionSettings database = TestDatabase.fresh();
        try (TestServer server = TestServer.start(database, SHORT)) {
            TestClient client =
                    TestClient.named("shop").algorithm(KeyAlgorithm.ES256).addTo(server);
            String token = server.http()
                    .token(client, "grant_type", "client_credentials")
                    .expect(200)
                    .accessToken();
            CachingValidator validator = new CachingValidator(server.http(), SHORT.cacheAge());
            assertThat(validator.accepts(token)).isTrue();
            server.bean(KeyChanges.class)
                    .revoke(active(server, KeyAlgorithm.ES256), MasterKey.parse(TestServer.MASTER_KEY), BY);
            // What the command tells: the servers follow within a second, everybody else when no copy can be older.
            Waiting.until("the validator refuses", SHORT.pending().plusSeconds(1), () -> !validator.accepts(token));
        }
    }

    @Test
    void aRevokedKeyOfRefreshTokensEndsTheirUse() {
        try (TestServer server = TestServer.start(TestDatabase.fresh())) {
            TestClient client = TestClient.named("shop").addTo(server);
            TestUser user = TestUser.add(server.database(), "alice");
            String before = server.http().signIn(client, user).expect(200).refreshToken();
            KeyListing leaked = active(server, KeyAlgorithm.HS256);
            server.bean(KeyChanges.class).revoke(leaked, MasterKey.parse(TestServer.MASTER_KEY), BY);
            server.reload();
            server.http().refresh(client, before).expectError(400, "invalid_grant");
            String after = server.http().signIn(client, user).expect(200).refreshToken();
            server.http().refresh(client, after).expect(200);
        }
    }

    @Test
    void runningServersFollowANewMasterKey(@TempDir Path directory) throws IOException {
        ConnectionSettings database = TestDatabase.fresh();
        Path file = directory.resolve("master-key");
        String before = MasterKey.generate();
        String after = MasterKey.generate();
        Files.writeString(file, before);
        try (TestServer server =
                TestServer.start(database, "latchkey.master-key=", "latchkey.master-key-file=" + file)) {
            TestClient client = TestClient.named("shop").addTo(server);
            Files.writeString(file, after + "\n" + before);
            MasterKey both = MasterKey.parse(after + "\n" + before);
            assertThat(server.database().keyChanges().rewrap(both, BY)).isEqualTo(3);
            Files.writeString(file, after);

            KeyListing next = server.bean(KeyChanges.class)
                    .revoke(active(server, KeyAlgorithm.RS256), MasterKey.parse(after), BY)
                    .next()
                    .orElseThrow();
            Waiting.until(
                    "the next key signs",
                    SOON,
                    () -> kid(server.http()
                                    .token(client, "grant_type", "client_credentials")
                                    .expect(200)
                                    .accessToken())
                            .equals(next.id().toString()));
        }
        // And so does one that starts.
        try (TestServer server =
                TestServer.start(database, "latchkey.master-key=", "latchkey.master-key-file=" + file)) {
            assertThat(server.http().get("/oauth2/jwks").json().get("keys")).hasSize(2);
        }
    }

    @Test
    void serversRotateByThemselvesWhenAKeyIsOld() {
        try (TestServer server = TestServer.start(TestDatabase.fresh(), "latchkey.key.rotate-after=30d")) {
            Maintenance maintenance = server.bean(Maintenance.class);
            maintenance.run();
            assertThat(states(server, KeyAlgorithm.RS256)).containsExactly(State.ACTIVE);
            server.update("UPDATE signing_keys SET active_from = active_from - interval '30 days'");
            maintenance.run();
            maintenance.run();
            assertThat(states(server, KeyAlgorithm.RS256)).containsExactly(State.PENDING, State.ACTIVE);
            Waiting.until(
                    "both are published",
                    SOON,
                    () -> server.http().get("/oauth2/jwks").json().get("keys").size() == 4);
        }
    }

    private static List<State> states(TestServer server, KeyAlgorithm algorithm) {
        return server.database().keys().list().stream()
                .filter(key -> key.algorithm() == algorithm)
                .map(KeyListing::state)
                .toList();
    }

    private static KeyListing active(TestServer server, KeyAlgorithm algorithm) {
        return server.database().keys().list().stream()
                .filter(key -> key.algorithm() == algorithm && key.state() == State.ACTIVE)
                .findFirst()
                .orElseThrow();
    }

    private static String kid(String token) {
        return Http.header(token).get("kid").asString();
    }
}
