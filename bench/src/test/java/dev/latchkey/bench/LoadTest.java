package dev.latchkey.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadTest {

    private final CountDownLatch opened = new CountDownLatch(1);
    private HttpServer server;
    private URI uri;

    /** Answers nothing until {@code opened}. */
    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                opened.await();
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write(new byte[] {'o', 'k'});
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        server.start();
        uri = URI.create("http://localhost:" + server.getAddress().getPort() + "/");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aServerThatStallsDelaysAllThatIsDueMeanwhile() throws InterruptedException {
        long start = System.nanoTime();
        Load load = Load.start(uri, Schedule.openLoop(100, start), List.of(asking("ok")));
        long later;
        try (load) {
            Thread.sleep(500);
            opened.countDown();
            while (load.answered() < 55) {
                Thread.onSpinWait();
            }
            later = System.nanoTime();
        }

        // Of these, fifty were due while it stalled; a closed loop would have seen one.
        assertThat(load.latency(start, later).p50()).isGreaterThan(100);
    }

    @Test
    void anAnswerThatIsNotAsItShouldBeIsAFailure() throws InterruptedException {
        opened.countDown();
        Load load = Load.start(uri, Schedule.CLOSED_LOOP, List.of(asking("something else")));
        try (load) {
            while (load.answered() < 3) {
                Thread.onSpinWait();
            }
        }

        assertThat(load.failed()).isEqualTo(load.answered());
    }

    @Test
    void workOfSeveralRequestsCountsOnce() throws InterruptedException {
        opened.countDown();
        ThreeRequests work = new ThreeRequests();
        long start = System.nanoTime();
        Load load = Load.start(uri, Schedule.openLoop(2, start), List.of(work));
        try (load) {
            while (load.answered() < 2) {
                Thread.onSpinWait();
            }
        }

        assertThat(work.answers).isEqualTo(3 * load.answered());
        // Only the first request of a piece is scheduled: the last of six requests would be due after 2.5 s.
        assertThat(System.nanoTime() - start).isLessThan(2_000_000_000);
    }

    private final class ThreeRequests implements Workload {

        private volatile int answers;

        @Override
        public byte[] request() {
            return HttpConnection.get(uri);
        }

        // One thread writes.
        @SuppressWarnings("NonAtomicVolatileUpdate")
        @Override
        public void answered(HttpConnection.Response response) {
            answers++;
        }

        @Override
        public boolean isDone() {
            return answers % 3 == 0;
        }
    }

    private Workload asking(String expected) {
        return Workload.repeating(HttpConnection.get(uri), expected);
    }
}
