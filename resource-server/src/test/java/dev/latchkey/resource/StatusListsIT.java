package dev.latchkey.resource;

import static dev.latchkey.resource.TestIssuer.compressed;
import static dev.latchkey.resource.TestIssuer.send;
import static dev.latchkey.resource.TestIssuer.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.latchkey.resource.Refusal.Reason;
import dev.latchkey.resource.TestIssuer.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lists over HTTP: kept fresh behind the back of who asks, and hostile ones, which hurt nobody. */
@Timeout(60)
class StatusListsIT {

    private static final int GOOD = 0;
    private static final int REVOKED = 1;

    private final TestIssuer issuer = new TestIssuer();
    private final TestClock clock = new TestClock();
    private final StatusLists closed =
            StatusLists.of(issuer.issuer()).clock(clock).build();
    private final StatusLists open = StatusLists.of(issuer.issuer())
            .clock(clock)
            .onUnavailable(OnUnavailable.ACCEPT)
            .build();

    @AfterEach
    void stop() {
        closed.close();
        open.close();
        issuer.close();
    }

    @Test
    void aTokenIsGoodUntilTheListSaysOtherwise() throws Exception {
        serve("/good", issuer.listAt("/good"));
        assertThat(refusal(closed, "/good", GOOD)).isEmpty();
        assertThat(refusal(closed, "/good", REVOKED)).contains(Reason.REVOKED);
        serve("/good", issuer.list("/good", compressed(new byte[] {1})));
        awaitOneMore("/good");
        assertThat(refusal(closed, "/good", GOOD)).contains(Reason.REVOKED);
        assertThat(refusal(closed, "/good", REVOKED)).isEmpty();
    }

    @Test
    void everyStatusButValidIsRefused() {
        // Section 7.1: 1 is invalid, 2 suspended, 3 whatever the issuer likes.
        serve(
                "/two",
                issuer.list("/two", compressed(new byte[] {(byte) 0b11_10_01_00}))
                        .claim("status_list", Map.of("bits", 2, "lst", encoded(compressed(new byte[] {
                            (byte) 0b11_10_01_00
                        })))));
        assertThat(refusal(open, "/two", 0)).isEmpty();
        for (int index : new int[] {1, 2, 3}) {
            assertThat(refusal(open, "/two", index)).contains(Reason.REVOKED);
        }
    }

    @Test
    void aTokenWithoutAStatusIsAcceptedUnlessOneIsRequired() {
        assertThat(closed.refusal(Map.of("sub", "alice"))).isEmpty();
        try (StatusLists strict =
                StatusLists.of(issuer.issuer()).requireStatus(true).build()) {
            assertThat(strict.refusal(Map.of("sub", "alice"))).isPresent();
        }
    }

    @Test
    void aStatusThatIsNoPlaceInAListIsRefusedHoweverTheSettingIs() {
        serve("/good", issuer.listAt("/good"));
        String uri = issuer.uri("/good");
        List<Object> strange = new ArrayList<>(List.of("", 1, true, List.of(), Map.of(), Map.of("other", Map.of())));
        strange.add(Map.of("status_list", "x"));
        strange.add(Map.of("status_list", Map.of("uri", uri)));
        strange.add(Map.of("status_list", Map.of("idx", 0)));
        for (Object index : new Object[] {-1, 16, 1L << 40, Long.MAX_VALUE, 0.5, "0", Map.of(), List.of(0), true}) {
            strange.add(Map.of("status_list", Map.of("idx", index, "uri", uri)));
        }
        for (Object other : new Object[] {1, "", "relative", Map.of()}) {
            strange.add(Map.of("status_list", Map.of("idx", 0, "uri", other)));
        }
        for (Object status : strange) {
            assertThat(open.refusal(Map.of("status", status)).map(Refusal::reason))
                    .as(status.toString())
                    .contains(Reason.INVALID);
        }
    }

    @Test
    void nothingIsFetchedFromOutsideTheIssuer() {
        try (TestIssuer evil = new TestIssuer()) {
            evil.answer("/list", text(() -> "hello"));
            for (String uri : new String[] {
                evil.uri("/list"),
                issuer.uri("/../list"),
                issuer.issuer().replace("/tenant", "/list"),
                issuer.issuer().replace("://", "://user@") + "/list",
                issuer.issuer().replace("localhost", "127.0.0.1") + "/list",
                issuer.uri("/%2e%2e/list"),
                issuer.uri("/list?" + evil.issuer()),
            }) {
                assertThat(open.refusal(claims(uri, GOOD)).map(Refusal::reason))
                        .as(uri)
                        .contains(Reason.INVALID);
            }
            assertThat(evil.requests("/list")).isZero();
            assertThat(issuer.requests("/list")).isZero();
        }
    }

    @Test
    void aHostileListIsNoListAndNoException() {
        serve("/target", issuer.listAt("/target"));
        HostileLists.of(issuer).forEach((path, answer) -> {
            issuer.answer(path, answer);
            assertThat(refusal(closed, path, GOOD)).as(path).contains(Reason.UNAVAILABLE);
            assertThat(refusal(open, path, GOOD)).as(path).isEmpty();
            assertThat(refusal(open, path, REVOKED)).as(path).isEmpty();
        });
        assertThat(issuer.requests("/target")).isZero();
    }

    @Test
    void theLastGoodListCountsUntilItExpiresWhateverComesAfterIt() throws Exception {
        Map<String, Answer> hostile = HostileLists.of(issuer);
        for (String path : hostile.keySet()) {
            serve(path, issuer.listAt(path));
            assertThat(refusal(closed, path, GOOD)).as(path).isEmpty();
            assertThat(refusal(open, path, REVOKED)).as(path).contains(Reason.REVOKED);
        }
        hostile.forEach(issuer::answer);
        Map<String, Integer> before = new LinkedHashMap<>();
        hostile.keySet().forEach(path -> before.put(path, issuer.requests(path)));
        for (String path : hostile.keySet()) {
            // Two ask, so with the fourth request at least one of them has been served the hostile one and is back.
            issuer.awaitRequests(path, before.getOrDefault(path, 0) + 4);
            assertThat(refusal(closed, path, GOOD)).as(path).isEmpty();
            assertThat(refusal(closed, path, REVOKED)).as(path).contains(Reason.REVOKED);
            assertThat(refusal(open, path, REVOKED)).as(path).contains(Reason.REVOKED);
        }
        clock.setAhead(Duration.ofMinutes(6));
        for (String path : hostile.keySet()) {
            if (!path.equals("/future")) {
                assertThat(refusal(closed, path, GOOD)).as(path).contains(Reason.UNAVAILABLE);
                assertThat(refusal(open, path, REVOKED)).as(path).isEmpty();
            }
        }
    }

    @Test
    void aClockThatIsAheadMakesEveryListExpiredAndNothingWorse() {
        clock.setAhead(Duration.ofMinutes(10));
        serve("/good", issuer.listAt("/good"));
        assertThat(refusal(closed, "/good", GOOD)).contains(Reason.UNAVAILABLE);
        assertThat(refusal(open, "/good", GOOD)).isEmpty();
    }

    @Test
    void anOlderListNeverReplacesANewerOne() throws Exception {
        JWTClaimsSet.Builder older = issuer.listAt("/two-servers")
                .issueTime(Date.from(Instant.now().minusSeconds(10)))
                .claim("status_list", Map.of("bits", 1, "lst", encoded(compressed(new byte[] {0}))));
        serve("/two-servers", issuer.listAt("/two-servers"));
        assertThat(refusal(closed, "/two-servers", REVOKED)).contains(Reason.REVOKED);
        serve("/two-servers", older);
        awaitOneMore("/two-servers");
        assertThat(refusal(closed, "/two-servers", REVOKED)).contains(Reason.REVOKED);
    }

    @Test
    void whatHasNotChangedIsNotSentAgain() throws Exception {
        AtomicReference<@Nullable String> asked = new AtomicReference<>();
        String token = issuer.signed(issuer.listAt("/tagged"));
        issuer.answer("/tagged", exchange -> {
            asked.set(exchange.getRequestHeaders().getFirst("If-None-Match"));
            exchange.getResponseHeaders().set("ETag", "\"v1\"");
            if (asked.get() == null) {
                send(exchange, 200, token.getBytes(StandardCharsets.UTF_8));
            } else {
                exchange.sendResponseHeaders(304, -1);
            }
        });
        assertThat(refusal(closed, "/tagged", REVOKED)).contains(Reason.REVOKED);
        issuer.awaitRequests("/tagged", 3);
        assertThat(asked.get()).isEqualTo("\"v1\"");
        assertThat(refusal(closed, "/tagged", REVOKED)).contains(Reason.REVOKED);
    }

    @Test
    void whoAsksDoesNotWaitForTheRefreshOfAKnownList() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        serve("/slow", issuer.listAt("/slow"));
        assertThat(refusal(closed, "/slow", GOOD)).isEmpty();
        issuer.answer("/slow", exchange -> done.await());
        issuer.awaitRequests("/slow", 2);
        long begin = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            assertThat(refusal(closed, "/slow", GOOD)).isEmpty();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
        done.countDown();
    }

    @Test
    void anIssuerThatHangsOrDripsHoldsTheFirstToAskForTwoSecondsAndNobodyElse() {
        CountDownLatch done = new CountDownLatch(1);
        issuer.answer("/hangs", exchange -> done.await());
        issuer.answer("/drips", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            while (!done.await(100, TimeUnit.MILLISECONDS)) {
                exchange.getResponseBody().write('e');
                exchange.getResponseBody().flush();
            }
        });
        for (String path : new String[] {"/hangs", "/drips"}) {
            long begin = System.nanoTime();
            assertThat(refusal(closed, path, GOOD)).contains(Reason.UNAVAILABLE);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
        }
        done.countDown();
    }

    @Test
    void manyWhoMeetAListAtOnceFetchItOnce() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        String token = issuer.signed(issuer.listAt("/popular").claim("ttl", 300));
        issuer.answer("/popular", exchange -> {
            go.await();
            send(exchange, 200, token.getBytes(StandardCharsets.UTF_8));
        });
        ExecutorService threads = Executors.newFixedThreadPool(50);
        try {
            List<Future<Optional<Reason>>> answers = new ArrayList<>();
            Callable<Optional<Reason>> ask = () -> refusal(closed, "/popular", REVOKED);
            for (int i = 0; i < 50; i++) {
                answers.add(threads.submit(ask));
            }
            issuer.awaitRequests("/popular", 1);
            go.countDown();
            for (Future<Optional<Reason>> answer : answers) {
                assertThat(answer.get()).contains(Reason.REVOKED);
            }
            assertThat(issuer.requests("/popular")).isOne();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void thereIsAnEndToHowManyListsAreKept() {
        for (int i = 0; i < 256; i++) {
            assertThat(refusal(open, "/list-" + i, GOOD)).isEmpty();
        }
        serve("/list-256", issuer.listAt("/list-256"));
        assertThat(refusal(open, "/list-256", REVOKED)).isEmpty();
        assertThat(issuer.requests("/list-256")).isZero();
    }

    @Test
    void afterClosingNothingIsFetched() {
        serve("/good", issuer.listAt("/good"));
        closed.close();
        assertThat(refusal(closed, "/good", GOOD)).contains(Reason.UNAVAILABLE);
        assertThat(issuer.requests("/good")).isZero();
    }

    private void serve(String path, JWTClaimsSet.Builder claims) {
        issuer.answer(path, issuer.list(claims));
    }

    /** Waits until what the issuer serves by now has been fetched and taken in: the second request follows on the first. */
    private void awaitOneMore(String path) throws InterruptedException {
        issuer.awaitRequests(path, issuer.requests(path) + 2);
    }

    private Optional<Reason> refusal(StatusLists lists, String path, long index) {
        return lists.refusal(claims(issuer.uri(path), index)).map(Refusal::reason);
    }

    private static Map<String, Object> claims(String uri, long index) {
        return Map.of("status", Map.of("status_list", Map.of("idx", index, "uri", uri)));
    }

    private static String encoded(byte[] bytes) {
        return Base64URL.encode(bytes).toString();
    }
}
