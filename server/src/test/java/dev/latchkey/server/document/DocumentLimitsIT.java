package dev.latchkey.server.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.server.cache.ClientDirectory;
import dev.latchkey.server.cache.TrustDirectory;
import dev.latchkey.server.fetch.Fetcher;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.http.RateLimitedException;
import dev.latchkey.server.limit.Limits;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many documents are fetched, and how often the database is asked for a client that is not there. */
class DocumentLimitsIT extends DocumentServer {

    private static final String BROWSER = "192.0.2.1";

    @Override
    String[] settings() {
        return new String[] {
            "latchkey.fetch.private-hosts=127.0.0.1",
            "latchkey.limits.document.fetches=3",
            // So that none comes back while three are tried.
            "latchkey.limits.document.window=1h",
            "latchkey.limits.client.failures=3",
            "latchkey.limits.client.window=1h",
            "latchkey.trusted-proxies=127.0.0.1"
        };
    }

    @BeforeEach
    void forget() {
        server.update("DELETE FROM rate_limits");
    }

    @Test
    void oneAddressHasFewDocumentsFetched() {
        String first = host.describe("/0.json", GOOD);
        for (int i = 0; i < 3; i++) {
            from(host.describe("/" + i + ".json", GOOD)).authorize().expect(303);
        }
        from(host.describe("/3.json", GOOD)).authorize().expect(429);
        assertThat(host.requests()).isEqualTo(3);
        // What is in memory is not counted.
        from(first).authorize().expect(303);
    }

    @Test
    void overTheLimitAKnownDocumentServesForADay() {
        AtomicLong nanos = new AtomicLong(System.nanoTime());
        ClientDocuments documents = new ClientDocuments(
                server.bean(TrustDirectory.class),
                server.bean(ClientDirectory.class),
                server.bean(Limits.class),
                server.bean(Fetcher.class),
                nanos::get);
        String known = host.describe("/0.json", GOOD);
        for (int i = 0; i < 3; i++) {
            documents.find(host.describe("/" + i + ".json", GOOD), BROWSER);
        }
        host.describe("/0.json", GOOD.replace("Robot", "Robot 2"));
        nanos.addAndGet(Duration.ofDays(1).minusNanos(1).toNanos());
        assertThat(documents.find(known, BROWSER).name()).isEqualTo("Robot");
        String unknown = host.describe("/3.json", GOOD);
        assertThatThrownBy(() -> documents.find(unknown, BROWSER)).isInstanceOf(RateLimitedException.class);
        assertThat(host.requests()).isEqualTo(3);
        // Another address may have it fetched.
        nanos.addAndGet(1);
        assertThatThrownBy(() -> documents.find(known, BROWSER)).isInstanceOf(RateLimitedException.class);
        assertThat(documents.find(known, "198.51.100.1").name()).isEqualTo("Robot 2");
        assertThat(documents.find(known, BROWSER).name()).isEqualTo("Robot 2");
    }

    @Test
    void aFloodOfUrlsIsRefusedWithoutLookingForTheirClients() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(refresh(i)).isEqualTo(401);
        }
        assertThat(refresh(3)).isEqualTo(429);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection connection = server.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("LOCK TABLE clients IN ACCESS EXCLUSIVE MODE");
            CompletionService<Integer> answers = new ExecutorCompletionService<>(threads);
            for (int i = 0; i < 10; i++) {
                int number = i;
                answers.submit(() -> refresh(number));
            }
            // One a second waits for the lock.
            for (int i = 0; i < 7; i++) {
                assertThat(answers.take().get()).isEqualTo(429);
            }
            connection.rollback();
        }
    }

    private int refresh(int number) {
        return server.http()
                .send(
                        server.http()
                                .request("/oauth2/token")
                                .header("X-Forwarded-For", "203.0.113.1")
                                .POST(BodyPublishers.ofString(Http.encode(
                                        "grant_type",
                                        "refresh_token",
                                        "refresh_token",
                                        "x",
                                        "client_id",
                                        "https://made-up.example/" + number))),
                        Http.FORM)
                .status();
    }
}
