package dev.latchkey.server.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.core.key.KeyChanges;
import dev.latchkey.core.key.KeyListing.State;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.operate.Maintenance;
import java.time.Duration;
import java.time.Instant;
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

/** Keys rotate while tokens are issued, refreshed and validated. */
class RotationUnderLoadIT {

    private static final Attribution BY = Attribution.of("test");
    private static final int PER_SECOND = 500;
    private static final int WORKERS = 8;

    @Test
    void noTokenFailsAcrossARotationOnTwoServers() throws Exception {
        ConnectionSettings database = TestDatabase.fresh();
        try (TestServer one = TestServer.start(database, TestKeys.SHORT);
                TestServer two = TestServer.start(database, TestKeys.SHORT);
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
                    new CachingValidator(one.http(), TestKeys.SHORT.cacheAge()),
                    new CachingValidator(two.http(), TestKeys.SHORT.cacheAge()));
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
            assertThat(TestKeys.states(one, KeyAlgorithm.ES256)).containsExactly(State.ACTIVE);
            assertThat(one.http().get("/oauth2/jwks").json().get("keys")).hasSize(2);
        }
    }

    /** A busy machine may be late with a token that has expired meanwhile, which needs no key any more. */
    private static void check(List<CachingValidator> validators, String token, Set<String> refused) {
        for (CachingValidator validator : validators) {
            if (!validator.accepts(token)
                    && Instant.now().getEpochSecond()
                            < Http.claims(token).get("exp").asLong()) {
                refused.add(token);
            }
        }
    }

    private static String kid(String token) {
        return Http.header(token).get("kid").asString();
    }
}
