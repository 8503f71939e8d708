package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proxy of docker-compose.yml, with the machine's own nginx and a server that says what it was sent. */
class NginxIT {

    @TempDir
    private static Path directory;

    private static HttpServer server;
    private static Process nginx;
    private static int port;
    private static final AtomicReference<String> SEEN = new AtomicReference<>("");

    @BeforeAll
    static void start() throws IOException {
        Path program = Programs.require("nginx", "apt-get install nginx");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            StringBuilder headers = new StringBuilder();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> values.forEach(value -> headers.append(name.toLowerCase(Locale.ROOT))
                            .append(": ")
                            .append(value)
                            .append('\n')));
            SEEN.set(headers.toString());
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        port = Checkout.freePort();
        String site = Files.readString(Checkout.ROOT.resolve("docker/nginx.conf"))
                .replace("listen 80;", "listen 127.0.0.1:" + port + ";")
                .replace(
                        "http://server:9000",
                        "http://127.0.0.1:" + server.getAddress().getPort())
                .replace(
                        "/var/log/nginx/access.log",
                        directory.resolve("access.log").toString());
        String root = System.getProperty("user.name").equals("root") ? "user root;\n" : "";
        StringBuilder temporary = new StringBuilder();
        for (String kind : new String[] {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
            temporary
                    .append(kind)
                    .append("_temp_path ")
                    .append(directory.resolve(kind))
                    .append(";\n");
        }
        Path configuration = Files.writeString(
                directory.resolve("nginx.conf"),
                root + "daemon off;\npid " + directory.resolve("pid") + ";\nevents {}\nhttp {\n" + temporary + site
                        + "}\n");
        nginx = new ProcessBuilder(program.toString(), "-c", configuration.toString(), "-e", "stderr")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        assertThat(Waiting.until(Duration.ofSeconds(10), NginxIT::isListening))
                .as(Files.readString(directory.resolve("output")))
                .isTrue();
    }

    private static boolean isListening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @AfterAll
    static void stop() {
        if (nginx != null) {
            nginx.destroy();
        }
        if (server != null) {
            server.stop(0);
        }
    }

    @Test
    void nothingThatAClientSaysOfItselfReachesTheServers() throws IOException {
        String answer = send("GET /users/me HTTP/1.1\r\n"
                + "Host: id.example\r\n"
                + "X-Request-Id: forged\r\n"
                + "X-Request-ID: forged\r\n"
                + "X-Forwarded-For: 198.51.100.7\r\n"
                + "X-Forwarded-Host: forged\r\n"
                + "X-Forwarded-Proto: forged\r\n"
                + "X-Forwarded-Port: forged\r\n"
                + "X-Forwarded-Prefix: forged\r\n"
                + "X-Real-IP: forged\r\n"
                + "Forwarded: for=forged\r\n"
                + "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n"
                + "tracestate: forged\r\n"
                + "baggage: forged=1\r\n"
                + "Connection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 204");
        assertThat(SEEN.get())
                .doesNotContain("forged", "198.51.100.7", "traceparent", "forwarded: for")
                .contains("x-forwarded-host: id.example\n", "x-forwarded-for: 127.0.0.1\n", "x-forwarded-proto: http\n")
                .containsPattern("x-request-id: [0-9a-f]{32}\n");
    }

    @Test
    void itsOwnErrorsHaveTheFormatOfThePath() throws IOException {
        String large = "Content-Length: 300000\r\nConnection: close\r\n\r\n";
        assertThat(send("POST /register HTTP/1.1\r\nHost: x\r\n" + large))
                .startsWith("HTTP/1.1 413")
                .contains("application/problem+json", "\"status\":413");
        assertThat(send("POST /oauth2/token HTTP/1.1\r\nHost: x\r\n" + large))
                .startsWith("HTTP/1.1 413")
                .contains("application/json", "\"error\":\"invalid_request\"");
        assertThat(send("GET /oauth2/jwks HTTP/1.1\r\nHost: x\r\nCookie: " + "a".repeat(40_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json", "\"status\":400");
        assertThat(send("GARBAGE\r\n\r\n")).startsWith("HTTP/1.1 400").contains("application/problem+json");
    }

    @Test
    void longHeadersAndNamesOfComposeServicesPass() throws IOException {
        assertThat(send("GET /oauth2/jwks HTTP/1.1\r\nHost: auth_server\r\nCookie: " + "a".repeat(12_000)
                        + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 204");
        assertThat(SEEN.get()).contains("host: 127.0.0.1:").contains("x-forwarded-host: auth_server\n");
    }

    private static String send(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
