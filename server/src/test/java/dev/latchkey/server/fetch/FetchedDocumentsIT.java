package dev.latchkey.server.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.server.fixture.RawServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Documents are kept as long as their hosts allow, and a host that fails is asked seldom. */
class FetchedDocumentsIT extends Fetching {

    private final AtomicBoolean broken = new AtomicBoolean();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicReference<String> cacheControl = new AtomicReference<>("public");
    private final AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(0));
    private final Fetcher fetcher = fetcher("127.0.0.1");

    /** Numbers the documents in the order in which they were fetched. */
    private final FetchedDocuments<String> documents = new FetchedDocuments<>(
            fetcher,
            100,
            answer -> {
                if (answer.body().contains("bad")) {
                    throw new FetchException("it is bad");
                }
                return answer.body();
            },
            nanos::get);

    private RawServer server;
    private URI uri;

    @BeforeEach
    void start() {
        server = RawServer.start(out -> {
            int number = requests.incrementAndGet();
            try {
                gate.get().await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            String body = broken.get() ? "bad" : "document " + number;
            out.write((OK + "\r\nCache-Control: " + cacheControl.get() + "\r\nContent-Length: " + body.length()
                            + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.US_ASCII));
        });
        uri = local(server);
    }

    @AfterEach
    void stop() throws Exception {
        fetcher.close();
        server.close();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void aDocumentIsKeptForAsLongAsItsHostSaysWithinBounds() throws Exception {
        assertKeptFor("public", FetchedDocuments.USUAL);
        assertKeptFor("max-age=120", Duration.ofMinutes(2));
        assertKeptFor("max-age=0", FetchedDocuments.SHORTEST);
        assertKeptFor("no-store", FetchedDocuments.SHORTEST);
        assertKeptFor("max-age=999999999", FetchedDocuments.LONGEST);
    }

    private void assertKeptFor(String directive, Duration time) throws Exception {
        cacheControl.set(directive);
        pass(FetchedDocuments.LONGEST);
        String first = documents.get(uri);
        int before = requests.get();
        pass(time.minusNanos(1));
        assertThat(documents.get(uri)).as(directive).isEqualTo(first);
        assertThat(requests).as(directive).hasValue(before);
        pass(Duration.ofNanos(1));
        assertThat(documents.get(uri)).as(directive).isNotEqualTo(first);
    }

    @Test
    void theLastDocumentServesForADayWhileItsHostFails() throws Exception {
        assertThat(documents.get(uri)).isEqualTo("document 1");
        broken.set(true);
        pass(FetchedDocuments.USUAL);
        assertThat(documents.get(uri)).isEqualTo("document 1");
        assertThat(requests).hasValue(2);
        pass(FetchedDocuments.STALE.minus(FetchedDocuments.USUAL).minusNanos(1));
        assertThat(documents.get(uri)).isEqualTo("document 1");
        pass(Duration.ofNanos(1));
        assertThatThrownBy(() -> documents.get(uri))
                .isInstanceOf(FetchException.class)
                .hasMessage("it is bad");
        broken.set(false);
        pass(FetchedDocuments.LONGEST_PAUSE);
        assertThat(documents.get(uri)).startsWith("document");
    }

    @Test
    void afterAFailureTheHostHasAPauseThatGrows() throws Exception {
        broken.set(true);
        for (int failures = 1; failures <= 3; failures++) {
            assertThatThrownBy(() -> documents.get(uri)).hasMessage("it is bad");
            assertThat(requests).hasValue(failures);
            pass(FetchedDocuments.FIRST_PAUSE.multipliedBy(1L << (failures - 1)).minusNanos(1));
            assertThatThrownBy(() -> documents.get(uri)).hasMessage("it is bad");
            assertThat(requests).hasValue(failures);
            pass(Duration.ofNanos(1));
        }
        broken.set(false);
        assertThat(documents.get(uri)).isEqualTo("document 4");
    }

    @Test
    void thePauseIsNeverLongerThanFiveMinutes() {
        broken.set(true);
        for (int failures = 1; failures <= 8; failures++) {
            assertThatThrownBy(() -> documents.get(uri)).hasMessage("it is bad");
            assertThat(requests).hasValue(failures);
            pass(FetchedDocuments.LONGEST_PAUSE);
        }
    }

    @Test
    void anotherStatusThan200IsAFailure() throws Exception {
        try (RawServer gone = RawServer.answering("HTTP/1.1 302 Found", "Location: " + uri)) {
            assertThatThrownBy(() -> documents.get(local(gone))).hasMessage("the host answered with status 302");
            assertThat(requests).hasValue(0);
        }
    }

    @Test
    void aFreshDocumentIsFetchedAgainOnceAMinute() throws Exception {
        assertThat(documents.getAgain(uri)).isEqualTo("document 1");
        assertThat(documents.getAgain(uri)).isEqualTo("document 1");
        pass(FetchedDocuments.AGAIN.minusNanos(1));
        assertThat(documents.getAgain(uri)).isEqualTo("document 1");
        pass(Duration.ofNanos(1));
        assertThat(documents.getAgain(uri)).isEqualTo("document 2");
        assertThat(documents.get(uri)).isEqualTo("document 2");
        // A failure counts as well, and takes nothing away.
        broken.set(true);
        pass(FetchedDocuments.AGAIN);
        assertThat(documents.getAgain(uri)).isEqualTo("document 2");
        assertThat(documents.getAgain(uri)).isEqualTo("document 2");
        assertThat(requests).hasValue(3);
    }

    @Test
    void manyWhoWantADocumentAskOnce() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        gate.set(answer);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(threads.submit(() -> documents.get(uri)));
            }
            answer.countDown();
            for (Future<String> one : all) {
                assertThat(one.get()).isEqualTo("document 1");
            }
        }
        assertThat(requests).hasValue(1);
    }

    @Test
    void whileOneAsksAgainOthersUseTheOldDocument() throws Exception {
        documents.get(uri);
        pass(FetchedDocuments.USUAL);
        CountDownLatch answer = new CountDownLatch(1);
        gate.set(answer);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> asking = threads.submit(() -> documents.get(uri));
            while (requests.get() < 2) {
                Thread.onSpinWait();
            }
            assertThat(documents.get(uri)).isEqualTo("document 1");
            answer.countDown();
            assertThat(asking.get()).isEqualTo("document 2");
        }
    }

    /** The least recently used are forgotten; and requests for URIs without a document do not drive documents out. */
    @Test
    void fewAreRemembered() throws Exception {
        documents.get(uri);
        for (int i = 0; i < FetchedDocuments.MOST + 10; i++) {
            URI refused = URI.create("ftp://shop.example/" + i);
            assertThatThrownBy(() -> documents.get(refused)).isInstanceOf(FetchException.class);
        }
        documents.get(uri);
        assertThat(requests).hasValue(1);
        for (int i = 0; i < FetchedDocuments.MOST; i++) {
            documents.get(URI.create(uri + "?" + i));
            documents.get(uri);
        }
        assertThat(requests).hasValue(FetchedDocuments.MOST + 1);
        documents.get(URI.create(uri + "?0"));
        assertThat(requests).hasValue(FetchedDocuments.MOST + 2);
    }
}
