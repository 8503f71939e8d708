package dev.latchkey.server.document;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A host of this machine with documents of clients. */
final class DocumentHost implements AutoCloseable {

    /** An answer with a status, a type, a body and a {@code Location}. */
    record Page(int status, String type, String body) {}

    private final HttpServer http;
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private int chapter;

    DocumentHost() {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.createContext("/", this::answer);
        http.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.incrementAndGet();
            Page page = pages.getOrDefault(exchange.getRequestURI().getPath(), new Page(404, "text/plain", "none"));
            byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", page.type());
            if (page.status() == 302) {
                exchange.getResponseHeaders().set("Location", page.body());
            }
            exchange.sendResponseHeaders(page.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** With its port, as hosts are trusted. */
    String name() {
        return "127.0.0.1:" + http.getAddress().getPort();
    }

    String url(String path) {
        return "http://" + name() + "/" + chapter + path;
    }

    /** Has none of its pages any more, and gives others to the same paths: what is in memory is of no use. */
    void begin() {
        chapter++;
        requests.set(0);
    }

    /** How often it was asked since then. */
    int requests() {
        return requests.get();
    }

    /** Has a page from now on; returns its URL. */
    String put(String path, Page page) {
        pages.put("/" + chapter + path, page);
        return url(path);
    }

    /** Has a document from now on that describes its URL, with further members; returns its URL. */
    String describe(String path, String members) {
        return put(path, new Page(200, "application/json", "{\"client_id\": \"" + url(path) + "\", " + members + "}"));
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
