package dev.latchkey.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.Waiting;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Forms that are announced as large and never arrive. The container makes room for a whole form before its first byte. */
class LargeBodiesIT {

    @Test
    void thoseThatStopTakeNoMoreThanTheirShareOfTheHeapAndSmallOnesGoOn() throws IOException {
        List<Socket> stalled = new ArrayList<>();
        try (TestServer server = TestServer.start(TestDatabase.fresh())) {
            Http http = server.http();
            long share = Runtime.getRuntime().maxMemory() / 8 / BodyLimit.MAX_BYTES;
            String large = "grant_type=password&scope=" + "a".repeat(100_000);
            try {
                // One by one, so that each is known to be read before the next: the answers to the last ones say so.
                int refused = 0;
                for (int i = 0; refused == 0 && i < 2 * share + 10; i++) {
                    stalled.add(stall(server.http().port()));
                    refused = i % 16 == 0 && http.raw(request(large)).startsWith("HTTP/1.1 503") ? 1 : 0;
                }
                assertThat(refused).as("a large form is refused").isOne();
                assertThat(stalled.size()).isLessThanOrEqualTo((int) (2 * share));
                assertThat(http.raw(request("grant_type=password"))).startsWith("HTTP/1.1 401");
            } finally {
                for (Socket socket : stalled) {
                    socket.close();
                }
            }
            Waiting.until(
                    "large forms are read again",
                    Duration.ofSeconds(30),
                    () -> http.raw(request(large)).startsWith("HTTP/1.1 401"));
        }
    }

    private static Socket stall(int port) throws IOException {
        Socket socket = new Socket("localhost", port);
        socket.getOutputStream().write(head(BodyLimit.MAX_BYTES).concat("a=").getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private static byte[] request(String form) {
        return head(form.length()).concat(form).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String head(int length) {
        return "POST /oauth2/token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + length + "\r\n\r\n";
    }
}
