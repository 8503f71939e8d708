package dev.latchkey.resource;

import static dev.latchkey.resource.TestIssuer.compressed;
import static dev.latchkey.resource.TestIssuer.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.latchkey.resource.Refusal.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lists over HTTP are kept fresh while tokens are verified. */
@Timeout(60)
class StatusListsIT extends ListsOfAnIssuer {

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
    void afterClosingNothingIsFetched() {
        serve("/good", issuer.listAt("/good"));
        closed.close();
        assertThat(refusal(closed, "/good", GOOD)).contains(Reason.UNAVAILABLE);
        assertThat(issuer.requests("/good")).isZero();
    }

    /** Waits until what the issuer serves by now has been fetched and taken in: the second request follows on the first. */
    private void awaitOneMore(String path) throws InterruptedException {
        issuer.awaitRequests(path, issuer.requests(path) + 2);
    }
}
