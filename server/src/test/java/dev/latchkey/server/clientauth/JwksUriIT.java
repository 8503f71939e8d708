package dev.latchkey.server.clientauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.client.AuthMethod;
import dev.latchkey.core.client.ClientAuthentication;
import dev.latchkey.server.fixture.ClientJwt;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.RawServer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestJwk;
import dev.latchkey.server.fixture.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that publish their keys. */
class JwksUriIT {

    private static final TestJwk KEY = TestJwk.of("ES256", "one");

    private static TestServer server;
    private static Http http;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh(), "latchkey.fetch.private-hosts=127.0.0.1");
        http = server.http();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void add(String name, String uri) {
        TestClient.named(name)
                .authentication(new ClientAuthentication(AuthMethod.PRIVATE_KEY_JWT, null, uri, null))
                .addTo(server);
    }

    private static String uri(RawServer keys) {
        return "http://127.0.0.1:" + keys.port() + "/jwks";
    }

    private static Answer authenticate(String name, TestJwk key) {
        return ClientJwt.of(name, key, http).post(http, "/oauth2/token", "grant_type", "client_credentials");
    }

    private static RawServer publishing(AtomicReference<String> jwks, String type) {
        return RawServer.start(out -> out.write(("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: "
                        + jwks.get().length() + "\r\n\r\n" + jwks.get())
                .getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void keysAreFetchedOnceAndAgainForAnUnknownOne() {
        TestJwk young = TestJwk.of("PS256", "young");
        TestJwk foreign = TestJwk.of("ES256", "foreign");
        // Keys for other purposes, and of other kinds, do no harm.
        String others = "{\"kty\":\"EC\",\"crv\":\"P-521\",\"x\":\"AA\",\"y\":\"AA\"},{\"kty\":\"oct\",\"k\":\"AA\"}";
        AtomicReference<String> jwks = new AtomicReference<>("{\"keys\":[" + others + "," + KEY.jwk() + "]}");
        try (RawServer keys = publishing(jwks, "application/jwk-set+json")) {
            add("publisher", uri(keys));
            authenticate("publisher", KEY).expect(200);
            authenticate("publisher", KEY).expect(200);
            assertThat(keys.connections()).isEqualTo(1);
            // Not again within a minute, however often an unknown one comes.
            for (int i = 0; i < 3; i++) {
                authenticate("publisher", foreign).expectError(401, "invalid_client");
            }
            assertThat(keys.connections()).isEqualTo(1);
        }
        try (RawServer keys = publishing(jwks, "application/json")) {
            // A client that nothing was asked of for more than a minute is one that nothing was asked of.
            add("changing", uri(keys));
            jwks.set(TestJwk.set(young));
            authenticate("changing", young).expect(200);
            assertThat(keys.connections()).isEqualTo(1);
        }
    }

    @Test
    void whatIsNoKeySetIsRefused() {
        String set = TestJwk.set(KEY);
        for (String type : new String[] {"text/html", "application/jwt"}) {
            try (RawServer keys = publishing(new AtomicReference<>(set), type)) {
                add("typed" + keys.port(), uri(keys));
                authenticate("typed" + keys.port(), KEY).expectError(401, "invalid_client");
            }
        }
        String blanks = " ".repeat(70_000);
        for (String body : new String[] {"", "[]", "{}", "{\"keys\":{}}", set + set, set + blanks}) {
            try (RawServer keys = publishing(new AtomicReference<>(body), "application/json")) {
                add("odd" + keys.port(), uri(keys));
                authenticate("odd" + keys.port(), KEY).expectError(401, "invalid_client");
            }
        }
    }

    @Test
    void redirectsAreNotFollowed() {
        try (RawServer target = publishing(new AtomicReference<>(TestJwk.set(KEY)), "application/json");
                RawServer keys = RawServer.answering("HTTP/1.1 302 Found", "Location: " + uri(target))) {
            add("moved", uri(keys));
            authenticate("moved", KEY).expectError(401, "invalid_client");
            assertThat(target.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://169.254.169.254/latest",
                "https://[::ffff:169.254.169.254]/",
                "https://10.0.0.1/",
                "http://localhost:1/",
                "file:///etc/passwd",
                "nonsense"
            })
    void innerAddressesAreNotAsked(String uri) {
        String name = "inner" + Integer.toHexString(uri.hashCode());
        add(name, uri);
        authenticate(name, KEY).expectError(401, "invalid_client");
    }
}
