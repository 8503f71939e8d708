package dev.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.User;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.server.Http.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** What tests of the limits have in common: a server with the default limits, but for one, and a past that can be moved. */
abstract class LimitedServer {

    private static final String[] DEFAULTS = {
        "latchkey.limits.address.failures=5",
        "latchkey.limits.account.failures=5",
        "latchkey.limits.client.failures=20",
        // So that none comes back while twenty are tried.
        "latchkey.limits.client.window=1h",
        "latchkey.limits.registration.accounts=10",
        "latchkey.limits.profile.changes=3",
        "latchkey.limits.password-change.changes=10",
        "latchkey.registration.enabled=true",
        "latchkey.trusted-proxies=127.0.0.1,10.0.0.0/8"
    };

    private static ConnectionSettings database;
    static TestServer server;
    static Http http;
    static TestClient app;
    static TestClient backend;
    static TestUser alice;

    @BeforeAll
    static void start() {
        database = TestDatabase.fresh();
        server = TestServer.start(database, DEFAULTS);
        http = server.http();
        app = TestClient.named("app").isPublic().addTo(server);
        backend = TestClient.named("backend").addTo(server);
        alice = TestUser.add(server.database(), "alice");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void forget() {
        server.update("DELETE FROM rate_limits");
        server.update("DELETE FROM sign_in_failures");
        server.update("DELETE FROM tokens");
    }

    static TestServer another(String... settings) {
        List<String> all = new ArrayList<>(List.of(DEFAULTS));
        all.addAll(List.of(settings));
        return TestServer.start(database, all.toArray(String[]::new));
    }

    static void guessUntilLocked(TestUser user) {
        for (int i = 0; i < 5; i++) {
            guess("203.0.113." + i, user.username()).expect(400);
        }
        guess("203.0.113.9", user.username()).expect(429);
    }

    static Answer guess(String forwardedFor, String username) {
        return post(http, app, forwardedFor, username, "wrong");
    }

    static Answer signIn(TestClient client, String forwardedFor, TestUser user) {
        return post(http, client, forwardedFor, user.username(), user.password());
    }

    static Answer post(Http to, TestClient client, @Nullable String forwardedFor, String username, String password) {
        var request = to.request("/oauth2/token");
        if (forwardedFor != null) {
            request.header("X-Forwarded-For", forwardedFor);
        }
        if (client.equals(backend)) {
            request.header("Authorization", Http.basic(client.clientId(), client.secret()));
        }
        return to.send(request.POST(BodyPublishers.ofString(Http.encode(form(client, username, password)))), Http.FORM);
    }

    static String[] form(TestClient client, TestUser user) {
        return form(client, user.username(), user.password());
    }

    static String[] form(TestClient client, String username, String password) {
        return new String[] {
            "grant_type", "password", "client_id", client.clientId(), "username", username, "password", password
        };
    }

    /** Lets time pass, as far as the limits can tell. */
    static void pass(String interval) {
        pass(interval, "rate_limits", "full_at");
        pass(interval, "sign_in_failures", "retry_at");
    }

    static void pass(String interval, String table, String column) {
        server.update("UPDATE " + table + " SET " + column + " = " + column + " - interval '" + interval + "'");
    }

    static int rows(String table) {
        return server.sql()
                .sql("SELECT count(*) FROM " + table)
                .query(Integer.class)
                .single();
    }

    static void unlock() {
        User account = server.database()
                .users()
                .findByUsername(new Username(alice.username()))
                .orElseThrow();
        assertThat(server.database().userChanges().unlock(account, Attribution.of("admin@console")))
                .contains(true);
    }
}
