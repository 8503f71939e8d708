package dev.latchkey.server.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.embedded.EmbeddedPostgres;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.PublishedList;
import dev.latchkey.server.fixture.TcpRelay;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import dev.latchkey.server.fixture.WebFlow;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The database goes away under a running server, and comes back. */
class DatabaseDownIT {

    @TempDir
    static Path home;

    private static EmbeddedPostgres postgres;
    private static Relay relay;
    private static TestServer server;
    private static Http http;
    private static TestClient client;
    private static TestUser user;

    @BeforeAll
    static void start() {
        postgres = EmbeddedPostgres.open(home);
        relay = Relay.to(TestDatabase.in(postgres));
        server = TestServer.start(relay.settings(), "latchkey.status-list.ttl=2s");
        http = server.http();
        client = TestClient.named("app").addTo(server);
        user = TestUser.add(server.database(), "alice");
    }

    @AfterAll
    static void stop() {
        server.close();
        relay.close();
        postgres.close();
    }

    @Test
    void withoutTheDatabaseEverythingThatNeedsItIs503AndTheRestGoesOn() {
        Answer signedIn = http.signIn(client, user).expect(200);
        Answer revoked = http.signIn(client, user).expect(200);
        String machine = http.token(client, "grant_type", "client_credentials").accessToken();
        Map<String, Supplier<Answer>> requests = new LinkedHashMap<>();
        requests.put("sign-in", () -> http.signIn(client, user));
        requests.put("refresh", () -> http.refresh(client, signedIn.refreshToken()));
        requests.put("revoke a refresh token", () -> http.revoke(client, signedIn.refreshToken()));
        requests.put("revoke an access token", () -> http.revoke(client, signedIn.accessToken()));
        requests.put("revoke a client's token", () -> http.revoke(client, machine));
        requests.put("introspect a refresh token", () -> http.introspect(client, signedIn.refreshToken()));
        requests.put("introspect an access token", () -> http.introspect(client, signedIn.accessToken()));
        requests.put("introspect a client's token", () -> http.introspect(client, machine));
        requests.put("me", () -> http.me(signedIn.accessToken()));
        addPages(requests);
        requests.put("change me", () -> http.json("PATCH", "/users/me", signedIn.accessToken(), "{}"));

        http.revoke(client, revoked.accessToken()).expect(200);
        Waiting.until(
                "the revocation is published",
                Duration.ofSeconds(2),
                () -> PublishedList.isRevoked(http, revoked.accessToken()));

        postgres.close();
        // All at once: each waits as long as a request may wait for a connection.
        try (ExecutorService threads = Executors.newFixedThreadPool(requests.size())) {
            requests.entrySet().stream()
                    .map(request -> threads.submit(() -> assertUnavailable(request.getKey(), request.getValue())))
                    .toList()
                    .forEach(DatabaseDownIT::get);
        }
        assertTheRestGoesOn(signedIn);
        JsonNode last = assertTheLastListStays(revoked.accessToken());

        postgres = EmbeddedPostgres.open(home);
        relay.pointTo(TestDatabase.in(postgres));
        Waiting.until(
                "the server is back",
                Duration.ofSeconds(5),
                () -> http.me(signedIn.accessToken()).status() == 200);
        // What was answered before works, and what was refused meanwhile was not lost: nothing was revoked.
        assertThat(http.introspect(client, machine).json().get("active").asBoolean())
                .isTrue();
        http.signIn(client, user).expect(200);
        http.refresh(client, signedIn.refreshToken()).expect(200);
        // Revocations are heard of again, and so is the time that lists are of.
        http.revoke(client, signedIn.accessToken()).expect(200);
        Waiting.until(
                "the next revocation is published",
                Duration.ofSeconds(5),
                () -> PublishedList.isRevoked(http, signedIn.accessToken()));
        assertThat(PublishedList.isRevoked(http, revoked.accessToken())).isTrue();
        assertThat(PublishedList.of(http, revoked.accessToken())
                        .claims()
                        .get("iat")
                        .asLong())
                .isGreaterThan(last.get("iat").asLong());
        // Changes of clients are heard of again.
        TestClient added = TestClient.named("added").addTo(server.database());
        Waiting.until(
                "the new client is known",
                Duration.ofSeconds(5),
                () -> http.token(added, "grant_type", "client_credentials").status() == 200);
    }

    /** Prepares what people do on pages; each needs the database. */
    private static void addPages(Map<String, Supplier<Answer>> requests) {
        TestClient web = TestClient.named("web")
                .redirects(WebFlow.REDIRECT_URI)
                .asksConsent()
                .addTo(server);
        WebFlow visitor = WebFlow.of(server, web);
        Answer signInPage = visitor.open().expect(200);
        WebFlow browser = WebFlow.of(server, web);
        Answer consentPage =
                browser.follow(browser.signIn(browser.open(), user)).expect(200);
        requests.put("page: sign in", () -> visitor.signIn(signInPage, user));
        requests.put("page: allow", () -> browser.send(consentPage, "decision", "allow"));
        requests.put("page: authorize with a session", browser::authorize);
    }

    /** With the times of the last look at the database, though the requests before took longer than half a ttl. */
    private static JsonNode assertTheLastListStays(String revoked) {
        PublishedList list = PublishedList.of(http, revoked);
        assertThat(list.isSet(PublishedList.index(revoked))).isTrue();
        long iat = list.claims().get("iat").asLong();
        Waiting.until(
                "half a ttl is over",
                Duration.ofSeconds(3),
                () -> Instant.now().isAfter(Instant.ofEpochSecond(iat + 2)));
        JsonNode again = PublishedList.of(http, revoked).claims();
        assertThat(again).isEqualTo(list.claims());
        assertThat(again.get("exp").asLong() - iat).isEqualTo(300);
        return again;
    }

    private static void get(Future<?> future) {
        try {
            future.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void assertUnavailable(String name, Supplier<Answer> request) {
        long start = System.nanoTime();
        Answer answer = request.get();
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        assertThat(answer.status()).as(name).isEqualTo(503);
        if (name.endsWith("me")) {
            answer.expectProblem(503);
        } else if (name.startsWith("page")) {
            assertThat(answer.header("Content-Type")).startsWith("text/html");
        } else {
            answer.expectError(503, "temporarily_unavailable");
        }
        assertThat(answer.header("Retry-After")).as(name).matches("[1-9]\\d*");
        assertThat(answer.header("WWW-Authenticate")).as(name).isNull();
        assertThat(taken).as(name).isLessThan(Duration.ofSeconds(3));
    }

    /** What is served from memory, and what is refused without asking anybody. */
    private static void assertTheRestGoesOn(Answer signedIn) {
        for (String document : List.of(
                "/oauth2/jwks", "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration")) {
            http.get(document).expect(200);
        }
        TestClient web = new TestClient(client.id(), "web", "");
        WebFlow.of(server, web).open().expect(200);
        WebFlow.of(server, web).authorize("prompt", "none").expect(303);
        http.token(client, "grant_type", "client_credentials").expect(200);
        // Forged refresh tokens never reach the database.
        String token = signedIn.refreshToken();
        for (int i = 4; i < token.length() - 1; i += 7) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String forged = token.substring(0, i) + other + token.substring(i + 1);
            http.refresh(client, forged).expectError(400, "invalid_grant");
            http.revoke(client, forged).expect(200);
            assertThat(http.introspect(client, forged).body()).isEqualTo("{\"active\":false}");
        }
        http.me(signedIn.accessToken() + "x").expect(401);
        http.introspect(client, "garbage").expect(200);
        http.revoke(client, "garbage").expect(200);
        http.postWith(Http.basic("app", "lks_wrong"), "/oauth2/token", "grant_type", "client_credentials")
                .expectError(401, "invalid_client");
        http.postWith(Http.basic("nobody", "lks_wrong"), "/oauth2/token", "grant_type", "client_credentials")
                .expectError(401, "invalid_client");
        http.token(client, "grant_type", "client_credentials", "scope", "admin").expectError(400, "invalid_scope");
    }

    /** The same address for the server wherever the database listens after it was started again. */
    private static final class Relay implements AutoCloseable {

        private final TcpRelay relay;
        private final ConnectionSettings settings;

        private Relay(TcpRelay relay, ConnectionSettings settings) {
            this.relay = relay;
            this.settings = settings;
        }

        static Relay to(ConnectionSettings target) {
            TcpRelay relay = TcpRelay.start(port(target));
            return new Relay(
                    relay,
                    new ConnectionSettings(
                            target.url().replace(":" + port(target) + "/", ":" + relay.port() + "/"),
                            target.user(),
                            target.password()));
        }

        ConnectionSettings settings() {
            return settings;
        }

        void pointTo(ConnectionSettings target) {
            relay.pointTo(port(target));
        }

        private static int port(ConnectionSettings settings) {
            String url = settings.url();
            return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1, url.lastIndexOf('/')));
        }

        @Override
        public void close() {
            relay.close();
        }
    }
}
