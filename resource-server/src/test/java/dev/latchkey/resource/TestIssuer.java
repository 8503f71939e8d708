package dev.latchkey.resource;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.DeflaterOutputStream;

/** An issuer on a port of its own that answers whatever a test wants, and counts who asks. */
final class TestIssuer implements AutoCloseable {

    /** Answers one request; the exchange is closed afterwards. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, Integer> requests = new HashMap<>();
    private final String issuer;
    private volatile ECKey key = newKey("first");

    TestIssuer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        issuer = "http://localhost:" + server.getAddress().getPort() + "/tenant";
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        answer("/oauth2/jwks", text(() -> new JWKSet(key.toPublicJWK()).toString()));
    }

    String issuer() {
        return issuer;
    }

    String uri(String path) {
        return issuer + path;
    }

    ECKey key() {
        return key;
    }

    void rotateKey(String kid) {
        key = newKey(kid);
    }

    static ECKey newKey(String kid) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Answers requests for a path below the issuer from now on. */
    void answer(String path, Answer answer) {
        answers.put("/tenant" + path, answer);
    }

    private void handle(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        synchronized (requests) {
            requests.merge(path, 1, Integer::sum);
            requests.notifyAll();
        }
        try (exchange) {
            answers.getOrDefault(path, status(404)).to(exchange);
        } catch (IOException e) {
            // Who asked has hung up, which many of these tests want.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    int requests(String path) {
        synchronized (requests) {
            return requests.getOrDefault("/tenant" + path, 0);
        }
    }

    /** Waits until a path has been asked for so often. Requests for one list come one after the other. */
    void awaitRequests(String path, int count) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        synchronized (requests) {
            while (requests.getOrDefault("/tenant" + path, 0) < count) {
                long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
                if (left <= 0) {
                    throw new AssertionError(path + " was asked for " + requests.get("/tenant" + path) + " times");
                }
                requests.wait(left);
            }
        }
    }

    // Answers

    /** Text that is made for each request. */
    interface Text {
        String get() throws IOException;
    }

    static Answer text(Text text) {
        return exchange -> send(exchange, 200, text.get().getBytes(StandardCharsets.UTF_8));
    }

    /** A list that is signed now. */
    Answer list(JWTClaimsSet.Builder claims) {
        String token = signed(claims);
        return text(() -> token);
    }

    static Answer status(int status) {
        return exchange -> send(exchange, status, new byte[0]);
    }

    static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    // Tokens

    /** The claims of a good list that is at a path, with the second token of each byte revoked. */
    JWTClaimsSet.Builder listAt(String path) {
        return list(path, compressed(new byte[] {0b10, 0b10}));
    }

    JWTClaimsSet.Builder list(String path, byte[] compressed) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .subject(uri(path))
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("ttl", 1)
                .claim(
                        "status_list",
                        Map.of("bits", 1, "lst", Base64URL.encode(compressed).toString()));
    }

    static byte[] compressed(byte[] statuses) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
            deflater.write(statuses);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    String signed(JWTClaimsSet.Builder claims) {
        return sign(key, "statuslist+jwt", claims);
    }

    /** A good access token but for what the caller changes. */
    JWTClaimsSet.Builder accessToken() {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience("https://api.example")
                .subject("alice")
                .claim("client_id", "app")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)));
    }

    static String sign(ECKey key, String type, JWTClaimsSet.Builder claims) {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType(type))
                        .keyID(key.getKeyID())
                        .build(),
                claims.build());
        try {
            jwt.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return jwt.serialize();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
