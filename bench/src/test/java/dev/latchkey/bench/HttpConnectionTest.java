package dev.latchkey.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HttpConnectionTest {

    @Test
    void aBodyOfAnnouncedLengthIsReadToItsEnd() throws Exception {
        HttpConnection.Response response = answer("HTTP/1.1 200 \r\ncontent-length: 5\r\n\r\nhello");

        assertThat(response).isEqualTo(new HttpConnection.Response(200, "hello", false));
    }

    @Test
    void chunksArePutTogether() throws Exception {
        HttpConnection.Response response =
                answer("HTTP/1.1 400 \r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n");

        assertThat(response).isEqualTo(new HttpConnection.Response(400, "hello", false));
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
