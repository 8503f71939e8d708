package dev.latchkey.server.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.server.fetch.PinnedAddresses.Lookup;
import dev.latchkey.server.fixture.RawServer;
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
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Hosts that answer slowly, without an end or not at all: what one of them can take of the server. */
class SlowHostIT extends Fetching {

    private static Duration timed(ThrowingCallable call) throws Throwable {
        long start = System.nanoTime();
        call.call();
        return Duration.ofNanos(System.nanoTime() - start);
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
