package dev.latchkey.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HttpConnectionTest {

    @Test
    void aBodyOfAnnouncedLengthIsReadToItsEnd() throws Exception {
        HttpConnection.Response response = answer("HTTP/1.1 200 \r\ncontent-length: 5\r\n\r\nhello");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("hello");
        assertThat(response.last()).isFalse();
    }

    @Test
    void aHeaderFieldIsFoundInAnyCase() throws Exception {
        HttpConnection.Response response =
                answer("HTTP/1.1 303 \r\nlocation: http://a/?b=c\r\nContent-Length: 0\r\n\r\n");

        assertThat(response.header("Location")).contains("http://a/?b=c");
        assertThat(response.header("Loc")).isEmpty();
    }

    @Test
    void aRequestHasItsQueryAndItsHeaderFields() {
        byte[] request = HttpConnection.get(URI.create("http://a:1/b?c=%20d"), Map.of("Cookie", "e=f"));

        assertThat(new String(request, StandardCharsets.US_ASCII))
                .isEqualTo("GET /b?c=%20d HTTP/1.1\r\nHost: a:1\r\nCookie: e=f\r\n\r\n");
    }

    @Test
    void chunksArePutTogether() throws Exception {
        HttpConnection.Response response =
                answer("HTTP/1.1 400 \r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n");

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body()).isEqualTo("hello");
    }

    @Test
    void theLastAnswerOfAConnectionIsKnown() throws Exception {
        HttpConnection.Response response = answer("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");

        assertThat(response.last()).isTrue();
    }

    /** What is made of these bytes, which come one by one. */
    private static HttpConnection.Response answer(String bytes) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI uri = URI.create("http://localhost:" + server.getLocalPort() + "/");
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(server, bytes));
            try (HttpConnection connection = new HttpConnection(uri)) {
                HttpConnection.Response response = connection.exchange(HttpConnection.get(uri));
                served.join();
                return response;
            }
        }
    }

    private static void serve(ServerSocket server, String bytes) {
        try (Socket socket = server.accept()) {
            InputStream in = socket.getInputStream();
            int read = in.read(new byte[1024]);
            assertThat(read).isPositive();
            for (byte b : bytes.getBytes(StandardCharsets.US_ASCII)) {
                socket.getOutputStream().write(b);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
