package dev.latchkey.resource;

import static dev.latchkey.resource.TestIssuer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.resource.Refusal.Reason;
import dev.latchkey.resource.TestIssuer.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lists that are hostile or odd are no harm. */
@Timeout(60)
class HostileStatusListsIT extends ListsOfAnIssuer {

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
    void thereIsAnEndToHowManyListsAreKept() {
        for (int i = 0; i < 256; i++) {
            assertThat(refusal(open, "/list-" + i, GOOD)).isEmpty();
        }
        serve("/list-256", issuer.listAt("/list-256"));
        assertThat(refusal(open, "/list-256", REVOKED)).isEmpty();
        assertThat(issuer.requests("/list-256")).isZero();
    }
}
