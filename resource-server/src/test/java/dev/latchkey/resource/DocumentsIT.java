package dev.latchkey.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class DocumentsIT {

    private final TestIssuer issuer = new TestIssuer();
    private final Documents documents = new Documents(Duration.ofMillis(500));
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void stop() {
        end.countDown();
        issuer.close();
    }

    @Test
    void aRequestEndsInTimeHoweverSlowlyItIsAnswered() throws Exception {
        CountDownLatch hungUp = new CountDownLatch(1);
        issuer.answer("/hangs", exchange -> end.await());
        issuer.answer("/drips", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try {
                while (!end.await(20, TimeUnit.MILLISECONDS)) {
                    exchange.getResponseBody().write('e');
                    exchange.getResponseBody().flush();
                }
            } finally {
                hungUp.countDown();
            }
        });
        assertThat(get("/hangs")).failsWithin(Duration.ofSeconds(5));
        assertThat(get("/drips")).failsWithin(Duration.ofSeconds(5));
        assertThat(hungUp.await(5, TimeUnit.SECONDS))
                .as("the connection was closed")
                .isTrue();
    }

    @Test
    void aRedirectionIsAnAnswerLikeAnyOther() {
        issuer.answer("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", issuer.uri("/target"));
            TestIssuer.send(exchange, 302, new byte[0]);
        });
        assertThat(get("/moved").join().statusCode()).isEqualTo(302);
        assertThat(issuer.requests("/target")).isZero();
    }

    @Test
    void aBodyMayBeAsLargeAsTheLimitAndNoLarger() {
        issuer.answer("/large", TestIssuer.text(() -> "e".repeat(Documents.MAX_BODY)));
        issuer.answer("/larger", TestIssuer.text(() -> "e".repeat(Documents.MAX_BODY + 1)));
        assertThat(get("/large").join().body()).hasSize(Documents.MAX_BODY);
        assertThat(get("/larger")).failsWithin(Duration.ofSeconds(5));
    }

    private CompletableFuture<HttpResponse<byte[]>> get(String path) {
        return documents.get(URI.create(issuer.uri(path)), "text/plain", null);
    }
}
