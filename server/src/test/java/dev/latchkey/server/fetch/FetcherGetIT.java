package dev.latchkey.server.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.server.fetch.PinnedAddresses.Lookup;
import dev.latchkey.server.fixture.RawServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents of hosts that clients name, from hosts that mean harm. */
class FetcherGetIT extends Fetching {

    private static final int MOST = 5 << 10;

    @Test
    void aDocumentHasItsTypeAndItsAge() throws Exception {
        try (RawServer server = document("Content-Type: application/json\r\nCache-Control: public, Max-Age=90", "{}");
                Fetcher fetcher = fetcher("127.0.0.1")) {
            assertThat(fetcher.get(local(server), MOST))
                    .isEqualTo(new Fetched(200, "application/json", "{}", Duration.ofSeconds(90)));
            assertThat(metrics.timer("latchkey.fetch", "host", "127.0.0.1", "status", "2xx")
                            .count())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-store", "no-cache, max-age=90", "max-age=0"})
    void whatMayNotBeKeptHasNoAge(String directives) throws Exception {
        try (RawServer server = document("Cache-Control: " + directives, "{}");
                Fetcher fetcher = fetcher("127.0.0.1")) {
            assertThat(fetcher.get(local(server), MOST).maxAge()).isEqualTo(Duration.ZERO);
        }
    }

    @Test
    void typesOfJsonAreKnown() {
        for (String type : List.of("application/json", "Application/JSON; charset=utf-8", "application/jwk-set+json")) {
            assertThat(new Fetched(200, type, "", null).isJson()).as(type).isTrue();
        }
        for (String type : List.of("text/html", "text/plain+json", "application/jsonp", "+json", "")) {
            assertThat(new Fetched(200, type, "", null).isJson()).as(type).isFalse();
        }
        assertThat(new Fetched(200, null, "", null).isJson()).isFalse();
    }

    @Test
    void aRedirectIsAnAnswerAndIsNotFollowed() throws Exception {
        try (RawServer target = document("Content-Type: application/json", "{}");
                RawServer server =
                        RawServer.answering("HTTP/1.1 302 Found", "Location: http://127.0.0.1:" + target.port() + "/");
                Fetcher fetcher = fetcher("127.0.0.1")) {
            assertThat(fetcher.get(local(server), MOST)).isEqualTo(new Fetched(302, null, "", null));
            assertThat(target.connections()).isZero();
        }
    }

    @Test
    void aBodyAsLongAsAllowedIsReadAndALongerOneIsNot() throws Exception {
        try (RawServer exact = document("X: y", "x".repeat(MOST));
                RawServer longer = document("X: y", "x".repeat(MOST + 1));
                Fetcher fetcher = fetcher("127.0.0.1")) {
            assertThat(fetcher.get(local(exact), MOST).body()).hasSize(MOST);
            for (int i = 0; i < HostLimits.FAILURES; i++) {
                assertThatThrownBy(() -> fetcher.get(local(longer), MOST))
                        .isInstanceOf(FetchException.class)
                        .hasMessage("the answer is longer than 5120 bytes");
            }
            // The host is not left alone for that.
            assertThat(fetcher.get(local(exact), MOST).body()).hasSize(MOST);
        }
    }

    /** A request that comes when it is closed, or is under way then, is told so. */
    @Test
    void aClosedFetcherAsksNoHost() throws Exception {
        try (RawServer server = document("X: y", "z")) {
            Fetcher fetcher = fetcher("127.0.0.1");
            fetcher.get(local(server), MOST);
            fetcher.close();
            assertThatThrownBy(() -> fetcher.get(local(server), MOST))
                    .isInstanceOf(FetchException.class)
                    .hasMessage("it was closed meanwhile");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    /** Whether the host says so before or not. */
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 10485760", "Connection: close"})
    void ofTenMegabytesLittleIsRead(String header) throws Exception {
        AtomicInteger written = new AtomicInteger();
        CountDownLatch gone = new CountDownLatch(1);
        byte[] part = new byte[1 << 16];
        try (RawServer server = RawServer.start(out -> {
                    out.write((OK + "\r\n" + header + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                    try {
                        for (int i = 0; i < 160; i++) {
                            out.write(part);
                            written.incrementAndGet();
                        }
                    } finally {
                        gone.countDown();
                    }
                });
                Fetcher fetcher = fetcher("127.0.0.1")) {
            assertThatThrownBy(() -> fetcher.get(local(server), MOST)).hasMessageStartingWith("the answer is longer");
            gone.await();
            // What the kernels hold.
            assertThat(written.get()).isLessThan(150);
        }
    }

    @Test
    void aBodyThatDripsEndsInTime() throws Exception {
        try (RawServer server = RawServer.start(out -> {
                    out.write((OK + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                    for (int i = 0; i < 600; i++) {
                        out.write('x');
                        out.flush();
                        LockSupport.parkNanos(50_000_000);
                    }
                });
                Fetcher fetcher = fetcher("127.0.0.1")) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> fetcher.get(local(server), MOST)).isInstanceOf(FetchException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(7));
        }
    }

    @Test
    void aBodyThatIsCutOffCompressedOrNoTextIsRefused() throws Exception {
        try (RawServer cut = RawServer.start(out -> write(out, "Content-Length: 10\r\n\r\nx"));
                RawServer compressed = document("Content-Encoding: gzip", "{}");
                RawServer binary = RawServer.start(out -> {
                    write(out, "Content-Length: 1\r\n\r\n");
                    out.write(0xFF);
                });
                Fetcher fetcher = fetcher("127.0.0.1")) {
            assertThatThrownBy(() -> fetcher.get(local(cut), MOST)).hasMessageStartingWith("no answer");
            assertThatThrownBy(() -> fetcher.get(local(compressed), MOST)).hasMessageContaining("compressed");
            assertThatThrownBy(() -> fetcher.get(local(binary), MOST)).hasMessageContaining("UTF-8");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "::ffff:10.0.0.1", "127.0.0.1"})
    void anInnerAddressIsNotAsked(String address) {
        Fetcher fetcher = fetcher(host -> addresses("8.8.8.8", address));
        assertThatThrownBy(() -> fetcher.get(URI.create("https://shop.example/"), MOST))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining("not public");
        assertThatThrownBy(() -> fetcher.get(URI.create("http://shop.example/"), MOST))
                .hasMessageStartingWith("only https");
    }

    @Test
    void aNameThatMovesInwardsIsLookedUpOnce() throws Exception {
        AtomicInteger lookups = new AtomicInteger();
        Lookup rebinding = host -> lookups.getAndIncrement() == 0 ? addresses("127.0.0.1") : addresses("127.0.0.2");
        try (RawServer server = document("X: y", "{}");
                Fetcher fetcher = fetcher(rebinding, "localhost")) {
            URI uri = URI.create("http://localhost:" + server.port() + "/");
            assertThat(fetcher.get(uri, MOST).body()).isEqualTo("{}");
            assertThat(lookups).hasValue(1);
        }
    }

    private static RawServer document(String headers, String body) {
        return RawServer.start(out -> write(out, headers + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body));
    }

    private static void write(OutputStream out, String rest) throws IOException {
        out.write((OK + "\r\n" + rest).getBytes(StandardCharsets.US_ASCII));
    }
}
