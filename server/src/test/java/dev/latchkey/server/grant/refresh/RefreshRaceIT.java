package dev.latchkey.server.grant.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.core.credential.Passwords;
import dev.latchkey.core.family.RefreshToken;
import dev.latchkey.core.key.KeyAlgorithm;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many at once, on two servers over one database. */
class RefreshRaceIT {

    private static final int THREADS = 50;
    private static final int ROUNDS = 100;

    private static TestServer one;
    private static TestServer two;
    private static ExecutorService threads;
    private static TestClient client;
    private static TestClient graceless;
    private static TestUser user;

    @BeforeAll
    static void start() {
        ConnectionSettings database = TestDatabase.fresh();
        one = TestServer.start(database);
        // One issuer, as behind a balancer.
        two = TestServer.start(database, "latchkey.issuer=" + one.base());
        threads = Executors.newFixedThreadPool(THREADS + 1);
        client = TestClient.named("app").algorithm(KeyAlgorithm.ES256).addTo(one);
        graceless = TestClient.named("graceless")
                .algorithm(KeyAlgorithm.ES256)
                .grace(Duration.ZERO)
                .addTo(one);
        two.reload();
        user = TestUser.add(one.database(), "alice");
    }

    @AfterAll
    static void stop() {
        threads.shutdownNow();
        two.close();
        one.close();
    }

    @Test
    void fiftyRefreshesAtOnceAdvanceTheFamilyExactlyOnce() {
        String token = user.refreshToken(one, client);
        UUID family = RefreshToken.parse(token).orElseThrow().familyId();
        for (int round = 1; round <= ROUNDS; round++) {
            String presented = token;
            List<Answer> answers = atOnce(THREADS, http -> http.refresh(client, presented));
            Set<String> successors = answers.stream()
                    .map(answer -> answer.expect(200).refreshToken())
                    .collect(Collectors.toSet());
            assertThat(successors).as("round %d", round).hasSize(1).doesNotContain(token);
            assertThat(generation(family)).isEqualTo(round);
            assertAllWork(answers);
            token = successors.iterator().next();
        }
        one.http().refresh(client, token).expect(200);
    }

    private static void assertAllWork(List<Answer> answers) {
        List<Callable<Integer>> uses = answers.stream()
                .<Callable<Integer>>map(
                        answer -> () -> two.http().me(answer.accessToken()).status())
                .toList();
        assertThat(results(uses)).containsOnly(200);
    }

    @Test
    void withoutAGracePeriodExactlyOneOfFiftyIsAnsweredAndTheFamilyEnds() {
        for (int round = 1; round <= ROUNDS; round++) {
            // The number of events within an hour is bounded.
            one.update("DELETE FROM audit_counts");
            String presented = user.refreshToken(one, graceless);
            List<Answer> answers = atOnce(THREADS, http -> http.refresh(graceless, presented));
            List<Answer> answered =
                    answers.stream().filter(answer -> answer.status() == 200).toList();
            assertThat(answered).as("round %d", round).hasSize(1);
            answers.stream()
                    .filter(answer -> answer.status() != 200)
                    .forEach(answer -> answer.expectError(400, "invalid_grant"));
            UUID family = RefreshToken.parse(presented).orElseThrow().familyId();
            assertThat(generation(family)).isEqualTo(1);
            // Of what the one got nothing works: the others looked like a thief.
            Answer winner = answered.getFirst();
            two.http().refresh(graceless, winner.refreshToken()).expectError(400, "invalid_grant");
            assertThat(one.http().me(winner.accessToken()).status()).isEqualTo(401);
            assertThat(one.sql()
                            .sql("SELECT count(*) FROM audit_log WHERE action = 'token.reuse' AND target_id = :id")
                            .param("id", family)
                            .query(Integer.class)
                            .single())
                    .isEqualTo(1);
        }
    }

    @Test
    void afterTheAnswerToARevocationNothingOfTheFamilyWorks() {
        for (int round = 0; round < 30; round++) {
            String first = user.refreshToken(one, client);
            raceRefreshes(first, () -> two.http().revoke(client, first).expect(200));
        }
    }

    @Test
    void afterADisableNothingOfTheFamilyWorksWhateverWasRefreshedMeanwhile() {
        for (int round = 0; round < 30; round++) {
            TestUser racer = TestUser.add(one.database(), "refreshing" + round);
            raceRefreshes(
                    racer.refreshToken(one, client),
                    () -> one.database().userChanges().disable(racer.in(one.database()), Attribution.of("test")));
        }
    }

    /** Ten refreshes on two servers while {@code end} ends the family; from its return on nothing of the family works. */
    private static void raceRefreshes(String first, Runnable end) {
        CyclicBarrier barrier = new CyclicBarrier(11);
        List<Future<Answer>> refreshes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Http http = i % 2 == 0 ? one.http() : two.http();
            refreshes.add(threads.submit(() -> {
                await(barrier);
                return http.refresh(client, first);
            }));
        }
        await(barrier);
        end.run();
        // Whatever was answered before, and what is answered yet.
        one.http().refresh(client, first).expectError(400, "invalid_grant");
        for (Answer answer : refreshes.stream().map(RefreshRaceIT::get).toList()) {
            if (answer.status() == 200) {
                two.http().refresh(client, answer.refreshToken()).expectError(400, "invalid_grant");
                assertThat(one.http().me(answer.accessToken()).status()).isEqualTo(401);
                assertThat(two.http().introspect(client, answer.accessToken()).body())
                        .isEqualTo("{\"active\":false}");
            } else {
                answer.expectError(400, "invalid_grant");
            }
        }
    }

    @Test
    void disablingRacesSignInsAndNothingLiveIsLeft() {
        for (int round = 0; round < 10; round++) {
            TestUser racer = TestUser.add(one.database(), "disabled" + round);
            List<Answer> answers = raceSignIns(
                    racer,
                    () -> one.database().userChanges().disable(racer.in(one.database()), Attribution.of("test")));
            assertNothingIsLive(racer, answers);
            one.http().signIn(client, racer).expectError(400, "invalid_grant");
        }
    }

    @Test
    void aNewPasswordRacesSignInsAndNothingOfTheOldOneIsLeft() {
        String newHash = new Passwords().hash("another fine password");
        for (int round = 0; round < 10; round++) {
            TestUser racer = TestUser.add(one.database(), "changed" + round);
            List<Answer> answers = raceSignIns(
                    racer,
                    () -> one.database()
                            .userChanges()
                            .setPassword(racer.in(one.database()), newHash, Attribution.of("test")));
            assertNothingIsLive(racer, answers);
        }
    }

    /** Six sign-ins while {@code change} happens somewhere in the middle of them. */
    private static List<Answer> raceSignIns(TestUser racer, Runnable change) {
        CyclicBarrier barrier = new CyclicBarrier(7);
        List<Future<Answer>> signIns = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Http http = i % 2 == 0 ? one.http() : two.http();
            signIns.add(threads.submit(() -> {
                await(barrier);
                return http.signIn(client, racer);
            }));
        }
        Future<?> changed = threads.submit(() -> {
            await(barrier);
            // About when the hashing of the first ones ends.
            Answer first = one.http().signIn(client, racer);
            assertThat(first.status()).isBetween(200, 400);
            change.run();
        });
        List<Answer> answers = new ArrayList<>();
        signIns.forEach(signIn -> answers.add(get(signIn)));
        get(changed);
        return answers;
    }

    private static void assertNothingIsLive(TestUser racer, List<Answer> answers) {
        assertThat(one.sql()
                        .sql("SELECT count(*) FROM tokens WHERE user_id = :id AND revoked_at IS NULL")
                        .param("id", racer.id())
                        .query(Integer.class)
                        .single())
                .isZero();
        for (Answer answer : answers) {
            if (answer.status() == 200) {
                one.http().refresh(client, answer.refreshToken()).expectError(400, "invalid_grant");
                assertThat(two.http().me(answer.accessToken()).status()).isEqualTo(401);
            } else {
                answer.expectError(400, "invalid_grant");
            }
        }
    }

    private static List<Answer> atOnce(int count, Function<Http, Answer> request) {
        CyclicBarrier barrier = new CyclicBarrier(count);
        List<Callable<Answer>> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Http http = i % 2 == 0 ? one.http() : two.http();
            requests.add(() -> {
                await(barrier);
                return request.apply(http);
            });
        }
        return results(requests);
    }

    private static <T> List<T> results(List<Callable<T>> calls) {
        try {
            return threads.invokeAll(calls).stream().map(RefreshRaceIT::get).toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (BrokenBarrierException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int generation(UUID family) {
        return one.sql()
                .sql("SELECT generation FROM tokens WHERE id = :id")
                .param("id", family)
                .query(Integer.class)
                .single();
    }
}
