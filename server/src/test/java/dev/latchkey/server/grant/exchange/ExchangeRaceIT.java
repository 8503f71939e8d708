package dev.latchkey.server.grant.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exchanges on two servers at the same time as what ends them: none is left that is good. */
class ExchangeRaceIT extends Exchanging {

    private static final int ROUNDS = 12;
    private static final int AT_ONCE = 6;

    private static TestServer another;

    @BeforeAll
    static void startAnother() {
        ConnectionSettings database = server.settings();
        another = TestServer.start(database, "latchkey.issuer=" + server.base());
    }

    @AfterAll
    static void stopAnother() {
        another.close();
    }

    /** What a round begins with, and how it ends. */
    @SuppressWarnings("ImmutableEnumChecker") // no lambda has state
    enum Race {
        PARENT_REVOKED(race -> race.signIn(), (race, token) -> http.revoke(client, token)),
        USER_REVOKED(
                race -> race.signIn(),
                (race, token) -> server.database().userChanges().revokeTokens(race.user.in(server.database()), BY)),
        OWN_TOKEN_REVOKED(
                race -> http.token(client, "grant_type", "client_credentials", "resource", uri("a"))
                        .expect(200)
                        .accessToken(),
                (race, token) -> http.revoke(client, token)),
        RESOURCE_REMOVED(race -> race.signIn(), (race, token) -> {
            server.database().requests().resources().remove(uri("b"), BY);
        }),
        ACTOR_DISABLED(
                race -> race.signIn(),
                (race, token) -> server.database().clientChanges().disable(actor(), BY)),
        CHILD_REVOKED(
                race -> exchange(http, e(), race.signInAt("e")).expect(200).accessToken(),
                (race, token) -> http.revoke(e, token));

        private final Function<ExchangeRaceIT, String> begin;
        private final End end;

        /** Ends a token. */
        interface End {
            void make(ExchangeRaceIT race, String token);
        }

        Race(Function<ExchangeRaceIT, String> begin, End end) {
            this.begin = begin;
            this.end = end;
        }

        private static TestClient e() {
            return e;
        }
    }

    private String signInAt(String api) {
        return http.token(
                        client,
                        "grant_type",
                        "password",
                        "username",
                        user.username(),
                        "password",
                        user.password(),
                        "resource",
                        uri(api))
                .expect(200)
                .accessToken();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsExchangedWhileItEndsIsNotGoodAfterwards(Race race) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE + 1)) {
            for (int round = 0; round < ROUNDS; round++) {
                serve(uri("b"), "read write", "b");
                another.reload();
                String token = race.begin.apply(this);
                CyclicBarrier start = new CyclicBarrier(AT_ONCE + 1);
                List<Future<Answer>> exchanges = new ArrayList<>();
                for (int i = 0; i < AT_ONCE; i++) {
                    Http at = i % 2 == 0 ? http : another.http();
                    exchanges.add(threads.submit(() -> {
                        start.await();
                        return exchange(at, a, token);
                    }));
                }
                Future<?> end = threads.submit(() -> {
                    start.await();
                    race.end.make(this, token);
                    return null;
                });
                end.get();
                exchanges.forEach(ExchangeRaceIT::await);
                server.database().clientChanges().enable(actor(), BY);
                server.reload();
                List<String> children = new ArrayList<>();
                for (Future<Answer> exchange : exchanges) {
                    Answer answer = exchange.get();
                    assertThat(answer.status()).isIn(200, 400, 401);
                    if (answer.status() == 200) {
                        children.add(answer.accessToken());
                    }
                }
                assertThat(children).noneMatch(child -> isActive(a, child));
                assertThat(live(token)).isZero();
            }
        }
    }

    private static Client actor() {
        return server.database().clients().findByClientId("a").orElseThrow();
    }

    private static void await(Future<Answer> exchange) {
        try {
            exchange.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static long live(String parent) {
        String id = Http.claims(parent).path("sid").asString("");
        return server.sql()
                .sql("SELECT count(*) FROM exchanged_families WHERE parent_id = :id::uuid")
                .param("id", id.isEmpty() ? Http.claims(parent).get("jti").asString() : id)
                .query(Long.class)
                .single();
    }

    @Test
    void manyAtOnceHaveOneFamily() throws Exception {
        String token = signIn();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            CyclicBarrier start = new CyclicBarrier(8);
            List<Future<String>> exchanges = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Http at = i % 2 == 0 ? http : another.http();
                exchanges.add(threads.submit(() -> {
                    start.await();
                    return exchange(at, a, token)
                            .expect(200)
                            .claims()
                            .get("sid")
                            .asString();
                }));
            }
            List<String> sids = new ArrayList<>();
            for (Future<String> exchange : exchanges) {
                sids.add(exchange.get());
            }
            assertThat(sids).hasSize(8).containsOnly(sids.getFirst());
        }
    }

    /** As long as they go on, each may hold the rows that an end has to lock: it is answered within the statement's time. */
    @Test
    void theSameExchangeAgainAndAgainHoldsOffNoEnd() throws Exception {
        String token = signIn();
        exchange(http, a, token).expect(200);
        AtomicBoolean ended = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            List<Future<?>> loops = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                Http at = i % 2 == 0 ? http : another.http();
                loops.add(threads.submit(() -> {
                    while (!ended.get() && exchange(at, a, token).status() == 200) {
                        Thread.onSpinWait();
                    }
                }));
            }
            try {
                http.revoke(client, token).expect(200);
            } finally {
                ended.set(true);
            }
            for (Future<?> loop : loops) {
                loop.get();
            }
        }
        exchange(http, a, token).expectError(400, "invalid_request");
    }

    @Test
    void anExchangeWaitsForAnEndThatIsUnderWay() throws Exception {
        String token = signIn();
        String sid = Http.claims(token).get("sid").asString();
        server.whileChanging(
                        "UPDATE tokens SET revoked_at = now(), revoked_reason = 'administrator' WHERE id = '" + sid
                                + "'",
                        () -> exchange(a, token))
                .expectError(400, "invalid_request");
        assertThat(live(token)).isZero();
    }
}
