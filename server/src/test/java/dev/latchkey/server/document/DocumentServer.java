package dev.latchkey.server.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientUrl;
import dev.latchkey.server.fixture.CodeFlow;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A server that trusts a host of this machine, with one resource that has the scope read, and a user who is signed in. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class DocumentServer {

    static final String GOOD = "\"client_name\": \"Robot\", \"redirect_uris\": [\"" + CodeFlow.REDIRECT_URI
            + "\"], \"grant_types\": [\"authorization_code\", \"refresh_token\"], \"token_endpoint_auth_method\": \"none\"";

    static final Attribution BY = Attribution.of("test");

    private static final AtomicInteger COUNT = new AtomicInteger();

    DocumentHost host;
    TestServer server;
    TestUser user;

    @BeforeAll
    void start() {
        host = new DocumentHost();
        server = TestServer.start(TestDatabase.fresh(), settings());
        server.update("INSERT INTO resources (uri, scopes) VALUES ('" + WebFlow.RESOURCE + "', '{read}')");
    }

    /** Each test has documents of its own, and a user who has not allowed anything. */
    @BeforeEach
    void begin() {
        host.begin();
        server.database().requests().trustedHosts().add(host.name(), BY);
        server.reload();
        user = TestUser.add(server.database(), "user" + COUNT.incrementAndGet());
    }

    String[] settings() {
        return new String[] {
            "latchkey.fetch.private-hosts=127.0.0.1,localhost",
            "latchkey.limits.document.fetches=1000000",
            "latchkey.limits.document.from-host=1000000"
        };
    }

    @AfterAll
    void stop() {
        server.close();
        host.close();
    }

    /** A browser without a session, that comes from a client with this client id. */
    WebFlow from(String clientId) {
        return WebFlow.of(
                server,
                new TestClient(
                        ClientUrl.parse(clientId).map(ClientUrl::id).orElse(new java.util.UUID(0, 0)), clientId, ""));
    }

    /** The same, signed in. */
    WebFlow signedIn(String clientId) {
        TestClient none = TestClient.named("none" + COUNT.incrementAndGet())
                .redirects(WebFlow.REDIRECT_URI)
                .addTo(server);
        WebFlow browser = WebFlow.of(server, none);
        browser.signIn(browser.open(), user).expect(303);
        return browser.at(
                server.http(),
                new TestClient(ClientUrl.parse(clientId).orElseThrow().id(), clientId, ""));
    }

    /** What the page of a refused request says. */
    String refusal(String clientId, @Nullable String... changes) {
        Answer page = from(clientId).authorize(changes);
        assertThat(page.status()).as(page.body()).isEqualTo(400);
        assertThat(page.header("Location")).isNull();
        return page.body();
    }

    static boolean asks(Answer answer) {
        return answer.status() == 200 && answer.body().contains("value=\"allow\"");
    }

    Optional<Client> stored(String clientId) {
        return server.database().clients().findByClientId(clientId);
    }
}
