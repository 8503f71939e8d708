package dev.latchkey.server.logout;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.latchkey.core.key.TokenKind;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A client's endpoint for logout tokens. */
final class LogoutReceiver implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final HttpServer http;
    private final ConcurrentLinkedQueue<String> tokens = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();
    private volatile int status = 200;

    LogoutReceiver() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        http.createContext("/logout", this::receive);
        http.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            assertThat(exchange.getRequestMethod()).isEqualTo("POST");
            assertThat(exchange.getRequestHeaders().getFirst("Content-Type"))
                    .startsWith("application/x-www-form-urlencoded");
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(body).startsWith("logout_token=");
            String token = URLDecoder.decode(body.substring("logout_token=".length()), StandardCharsets.US_ASCII);
            (status < 300 ? tokens : refused).add(token);
            exchange.sendResponseHeaders(status, -1);
        }
    }

    String uri() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/logout";
    }

    /** What it answers from now on. */
    void answer(int status) {
        this.status = status;
    }

    /** What it took. */
    List<String> taken() {
        return List.copyOf(tokens);
    }

    /** What it did not take. */
    List<String> refused() {
        return List.copyOf(refused);
    }

    /** Waits until it has taken so many. */
    List<String> await(int count) {
        Waiting.until(count + " logout tokens arrive", SOON, () -> tokens.size() >= count);
        return taken();
    }

    void awaitRefused(int count) {
        Waiting.until(count + " logout tokens are refused", SOON, () -> refused.size() >= count);
    }

    void forget() {
        tokens.clear();
        refused.clear();
    }

    /** Checks a token as section 2.6 asks, with the keys that the server publishes; returns its claims. */
    static JWTClaimsSet verify(String token, TestServer server, String clientId) throws Exception {
        SignedJWT jwt = SignedJWT.parse(token);
        JWK key = JWKSet.parse(server.http().get("/oauth2/jwks").expect(200).body())
                .getKeyByKeyId(jwt.getHeader().getKeyID());
        assertThat(jwt.verify(new DefaultJWSVerifierFactory()
                        .createJWSVerifier(
                                jwt.getHeader(),
                                key.getKeyType().getValue().equals("EC")
                                        ? key.toECKey().toPublicKey()
                                        : key.toRSAKey().toPublicKey())))
                .isTrue();
        JWTClaimsSet claims = jwt.getJWTClaimsSet();
        assertThat(jwt.getHeader().getType().getType()).isEqualTo("logout+jwt");
        assertThat(TokenKind.of("logout+jwt", claims.getClaims())).contains(TokenKind.LOGOUT_TOKEN);
        assertThat(claims.getIssuer()).isEqualTo(server.base().toString());
        assertThat(claims.getAudience()).containsExactly(clientId);
        assertThat(claims.getJSONObjectClaim("events"))
                .isEqualTo(Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
        assertThat(claims.getClaims()).containsOnlyKeys("iss", "sub", "aud", "iat", "exp", "jti", "sid", "events");
        Date now = Date.from(Instant.now());
        assertThat(claims.getIssueTime()).isBefore(Date.from(now.toInstant().plusSeconds(2)));
        assertThat(claims.getExpirationTime())
                .isAfter(now)
                .isEqualTo(Date.from(claims.getIssueTime().toInstant().plusSeconds(120)));
        return claims;
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
