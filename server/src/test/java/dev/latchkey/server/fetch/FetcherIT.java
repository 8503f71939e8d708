package dev.latchkey.server.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.server.fetch.PinnedAddresses.Lookup;
import dev.latchkey.server.fixture.RawServer;
import dev.latchkey.server.settings.FetchSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to hosts that clients name, against hosts that mean harm. */
class FetcherIT {

    private static final String OK = "HTTP/1.1 200 OK";
    private static final String NOT_PUBLIC = "not public";

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final AtomicLong nanos = new AtomicLong();

    private Fetcher fetcher(Lookup lookup, String... privateHosts) {
        return new Fetcher(new FetchSettings(List.of(privateHosts), null), metrics, lookup, nanos::get);
    }

    private Fetcher fetcher(String... privateHosts) {
        return fetcher(InetAddress::getAllByName, privateHosts);
    }

    private static URI local(RawServer server) {
        return URI.create("http://127.0.0.1:" + server.port() + "/logout");
    }

    private static InetAddress[] addresses(String... literals) {
        return List.of(literals).stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }

    private static Duration timed(ThrowingCallable call) throws Throwable {
        long start = System.nanoTime();
        call.call();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void theStatusIsTheAnswerAndRedirectsAreNotFollowed() throws Exception {
        try (RawServer target = RawServer.answering(OK);
                RawServer server = RawServer.answering(
                        "HTTP/1.1 302 Found", "Location: http://127.0.0.1:" + target.port() + "/", "Set-Cookie: a=b");
                Fetcher fetcher = fetcher("127.0.0.1")) {
            assertThat(fetcher.post(local(target), "a=b")).isEqualTo(200);
            assertThat(fetcher.post(local(server), "a=b")).isEqualTo(302);
            assertThat(target.connections()).isEqualTo(1);
            assertThat(metrics.timer("latchkey.fetch", "host", "127.0.0.1", "status", "3xx")
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void aHostThatIsNotListedIsNotAskedInClear() throws Exception {
        try (RawServer server = RawServer.answering(OK);
                Fetcher fetcher = fetcher("shop.example")) {
            for (String uri : List.of(
                    local(server).toString(),
                    "http://shop.example:" + server.port() + "/",
                    "ftp://shop.example/",
                    "https://user@shop.example/",
                    "file:///etc/passwd")) {
                assertThatThrownBy(() -> fetcher.post(URI.create(uri), "a=b"))
                        .as(uri)
                        .isInstanceOf(FetchException.class)
                        .hasMessageStartingWith("only https");
            }
            assertThat(server.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "127.0.0.1",
                "127.1",
                "2130706433",
                "0177.0.0.1",
                "0x7f000001",
                "0x7f.1",
                "017700000001",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "0.0.0.0",
                "0",
                "[::]"
            })
    void noWayToWriteTheLoopbackAddressLeadsThere(String host) throws Exception {
        try (RawServer server = RawServer.answering(OK);
                Fetcher fetcher = fetcher()) {
            assertThatThrownBy(() -> fetcher.post(URI.create("https://" + host + ":" + server.port() + "/"), "a=b"))
                    .isInstanceOf(FetchException.class);
            assertThat(server.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "::ffff:127.0.0.1",
                "169.254.169.254",
                "10.0.0.1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::"
            })
    void aNameWithAnAddressThatIsNotPublicIsRefused(String address) {
        // Also beside a public one.
        for (String[] found : List.of(new String[] {address}, new String[] {"8.8.8.8", address})) {
            Fetcher fetcher = fetcher(host -> addresses(found));
            assertThatThrownBy(() -> fetcher.post(URI.create("https://shop.example/"), "a=b"))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining(NOT_PUBLIC);
        }
    }

    @Test
    void aListedHostMayBePrivateAndIsNeverAMetadataService() {
        Fetcher fetcher = fetcher(host -> addresses("169.254.169.254"), "shop.internal");
        assertThatThrownBy(() -> fetcher.post(URI.create("https://shop.internal/"), "a=b"))
                .isInstanceOf(FetchException.class)
                .hasMessageContaining(NOT_PUBLIC);
    }

    /** The second answer of the name server would be another address: there is no second lookup. */
    @Test
    void aNameIsResolvedOnceAndTheConnectionGoesThere() throws Exception {
        AtomicInteger lookups = new AtomicInteger();
        Lookup rebinding = host -> lookups.getAndIncrement() == 0 ? addresses("127.0.0.1") : addresses("127.0.0.2");
        try (RawServer server = RawServer.answering(OK);
                Fetcher fetcher = fetcher(rebinding, "localhost")) {
            URI uri = URI.create("http://localhost:" + server.port() + "/");
            assertThat(fetcher.post(uri, "a=b")).isEqualTo(200);
            assertThat(lookups).hasValue(1);
            assertThat(server.connections()).isEqualTo(1);
            // And the next request looks again, instead of using a connection or an address that is kept.
            assertThatThrownBy(() -> fetcher.post(uri, "a=b")).isInstanceOf(FetchException.class);
            assertThat(lookups).hasValue(2);
        }
    }

    @Test
    void bytesThatDripDoNotMakeARequestLonger() throws Throwable {
        try (RawServer server = RawServer.start(out -> {
                    out.write((OK + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    for (int i = 0; i < 600; i++) {
                        out.write('x');
                        out.flush();
                        LockSupport.parkNanos(50_000_000);
                    }
                });
                Fetcher fetcher = fetcher("127.0.0.1")) {
            assertThat(timed(() -> assertThatThrownBy(() -> fetcher.post(local(server), "a=b"))
                            .isInstanceOf(FetchException.class)))
                    .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(7));
        }
    }

    @Test
    void silenceEndsARequest() throws Throwable {
        CountDownLatch end = new CountDownLatch(1);
        try (RawServer server = RawServer.start(out -> awaitUninterruptibly(end));
                Fetcher fetcher = fetcher("127.0.0.1")) {
            assertThat(timed(() -> assertThatThrownBy(() -> fetcher.post(local(server), "a=b"))
                            .isInstanceOf(FetchException.class)
                            .hasMessage("no answer in time")))
                    .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(5));
        } finally {
            end.countDown();
        }
    }

    @Test
    void aLookupThatHangsEndsARequest() throws Throwable {
        CountDownLatch end = new CountDownLatch(1);
        Lookup hanging = host -> {
            awaitUninterruptibly(end);
            throw new UnknownHostException(host);
        };
        Fetcher fetcher = fetcher(hanging);
        assertThat(timed(() -> assertThatThrownBy(() -> fetcher.post(URI.create("https://shop.example/"), "a=b"))
                        .isInstanceOf(FetchException.class)
                        .hasMessageContaining("not resolved in time")))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(5));
        end.countDown();
    }

    @Test
    void aLongBodyIsNotRead() throws Exception {
        AtomicInteger written = new AtomicInteger();
        CountDownLatch gone = new CountDownLatch(1);
        byte[] megabyte = new byte[1 << 20];
        try (RawServer server = RawServer.start(out -> {
                    out.write((OK + "\r\nContent-Length: 104857600\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                    try {
                        for (int i = 0; i < 100; i++) {
                            out.write(megabyte);
                            written.incrementAndGet();
                        }
                    } finally {
                        gone.countDown();
                    }
                });
                Fetcher fetcher = fetcher("127.0.0.1")) {
            assertThat(fetcher.post(local(server), "a=b")).isEqualTo(200);
            gone.await();
            // What the kernels hold.
            assertThat(written.get()).isLessThan(20);
        }
    }

    @Test
    void aHeadWithoutAnEndIsNotRead() throws Exception {
        try (RawServer server = RawServer.start(out -> {
                    out.write((OK + "\r\nX: ").getBytes(StandardCharsets.US_ASCII));
                    for (int i = 0; i < 10_000; i++) {
                        out.write("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                                .getBytes(StandardCharsets.US_ASCII));
                    }
                });
                Fetcher fetcher = fetcher("127.0.0.1")) {
            assertThatThrownBy(() -> fetcher.post(local(server), "a=b")).isInstanceOf(FetchException.class);
        }
    }

    @Test
    void aHostThatDoesNotAnswerIsLeftAloneForAWhile() throws Exception {
        AtomicInteger broken = new AtomicInteger(HostLimits.FAILURES);
        try (RawServer server = RawServer.start(out -> {
                    boolean answers = broken.getAndDecrement() <= 0;
                    out.write((answers ? OK + "\r\nContent-Length: 0\r\n\r\n" : "nonsense")
                            .getBytes(StandardCharsets.US_ASCII));
                });
                Fetcher fetcher = fetcher("127.0.0.1")) {
            for (int i = 0; i < HostLimits.FAILURES; i++) {
                assertThatThrownBy(() -> fetcher.post(local(server), "a=b")).isInstanceOf(FetchException.class);
            }
            assertThat(server.connections()).isEqualTo(HostLimits.FAILURES);
            assertThatThrownBy(() -> fetcher.post(local(server), "a=b")).hasMessageContaining("not asked again");
            assertThat(server.connections()).isEqualTo(HostLimits.FAILURES);
            nanos.addAndGet(HostLimits.REST.toNanos());
            assertThat(fetcher.post(local(server), "a=b")).isEqualTo(200);
            assertThat(fetcher.post(local(server), "a=b")).isEqualTo(200);
        }
    }

    @Test
    void oneHostHasFewRequestsAtOnce() throws Exception {
        CountDownLatch arrived = new CountDownLatch(HostLimits.AT_ONCE);
        CountDownLatch end = new CountDownLatch(1);
        try (RawServer server = RawServer.start(out -> {
                    arrived.countDown();
                    awaitUninterruptibly(end);
                    out.write((OK + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                });
                Fetcher fetcher = fetcher("127.0.0.1");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < HostLimits.AT_ONCE; i++) {
                all.add(threads.submit(() -> fetcher.post(local(server), "a=b")));
            }
            arrived.await();
            assertThatThrownBy(() -> fetcher.post(local(server), "a=b")).hasMessageContaining("under way");
            end.countDown();
            for (Future<Integer> one : all) {
                assertThat(one.get()).isEqualTo(200);
            }
            assertThat(fetcher.post(local(server), "a=b")).isEqualTo(200);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
