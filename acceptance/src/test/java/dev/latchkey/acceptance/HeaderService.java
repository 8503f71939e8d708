package dev.latchkey.acceptance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** A service behind a gateway: its page shows the URI and some headers of the request. */
final class HeaderService implements AutoCloseable {

    private final HttpServer server;
    private final List<String> headers;

    HeaderService(String... headers) throws IOException {
        this.headers = List.of(headers);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String received = headers.stream()
                .map(name -> name + "=" + exchange.getRequestHeaders().get(name))
                .collect(Collectors.joining(" "));
        byte[] answer = (exchange.getRequestURI() + " " + received).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    /** Host and port. */
    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
