package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Spring example with an issuer whose keys cannot be had any more. */
class SpringOutageIT {

    private final AtomicBoolean down = new AtomicBoolean();
    private HttpServer issuer;
    private String url;

    @BeforeEach
    void start() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        url = "http://localhost:" + issuer.getAddress().getPort();
        byte[] modulus = new byte[256];
        Arrays.fill(modulus, (byte) 0xFF);
        String key = "{\"kty\":\"RSA\",\"kid\":\"known\",\"e\":\"AQAB\",\"n\":\"" + base64(modulus) + "\"}";
        issuer.createContext(
                "/.well-known/openid-configuration",
                exchange -> answer(
                        exchange,
                        200,
                        "{\"issuer\":\"" + url + "\",\"jwks_uri\":\"" + url
                                + "/oauth2/jwks\",\"subject_types_supported\":[\"public\"]}"));
        issuer.createContext(
                "/oauth2/jwks", exchange -> answer(exchange, down.get() ? 500 : 200, "{\"keys\":[" + key + "]}"));
        issuer.start();
    }

    @AfterEach
    void stop() {
        issuer.stop(0);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String token(String kid) {
        String header = "{\"alg\":\"RS256\",\"kid\":\"" + kid + "\"}";
        return base64(header.getBytes(StandardCharsets.UTF_8)) + "." + base64("{}".getBytes(StandardCharsets.UTF_8))
                + "." + base64(new byte[256]);
    }

    /** A client that gets a 401 discards its token. */
    @Test
    void answers503AsABearerAndWithAProof() {
        try (ExampleProcess example = Examples.spring(Map.of("ISSUER", url))) {
            for (String scheme : new String[] {"Bearer", "DPoP"}) {
                assertThat(me(example, scheme, "known").statusCode()).as(scheme).isEqualTo(401);
                down.set(true);
                HttpResponse<String> unavailable = me(example, scheme, "unknown");
                assertThat(unavailable.statusCode()).as(scheme).isEqualTo(503);
                assertThat(unavailable.headers().firstValue("Retry-After")).hasValue("5");
                down.set(false);
            }
        }
    }

    private static HttpResponse<String> me(ExampleProcess example, String scheme, String kid) {
        return Installation.send(HttpRequest.newBuilder(URI.create(example.base() + "/users/me"))
                .header("Authorization", scheme + " " + token(kid))
                .header("DPoP", "proof"));
    }
}
