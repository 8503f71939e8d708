package dev.latchkey.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.limit.Network;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each path has one format for all of its errors, whatever part of the server writes them. */
class ErrorFormatIT {

    private static final List<String> PROTOCOL = List.of("/oauth2/token", "/oauth2/revoke", "/oauth2/introspect");
    private static final List<String> OTHERS = List.of("/users/me", "/users/me/password", "/register");

    private static TestServer server;
    private static Http http;
    private static String token = "";

    @BeforeAll
    static void start() {
        server = TestServer.start(
                TestDatabase.fresh(),
                "latchkey.registration.enabled=true",
                "latchkey.limits.registration.accounts=1",
                "latchkey.limits.account.failures=1",
                "latchkey.limits.client.failures=3",
                "latchkey.trusted-proxies=127.0.0.1",
                "latchkey.database.statement-timeout=500ms");
        http = server.http();
        TestClient client = TestClient.named("app").addTo(server);
        token = http.signIn(client, TestUser.add(server.database(), "alice"))
                .expect(200)
                .accessToken();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void wrongMethodsTypesAndLengths() {
        for (String path : OTHERS) {
            problem(405, json("DELETE", path, "{}"));
            problem(405, json("TRACE", path, ""));
            problem(415, type(path, "text/plain"));
            problem(415, type(path, "nonsense/"));
            problem(413, json(path.equals("/users/me") ? "PATCH" : "POST", path, "x".repeat(300_000)));
            problem(400, json(path.equals("/users/me") ? "PATCH" : "POST", path, "{"));
            problem(404, json("GET", path + "/x", ""));
        }
        for (String path : PROTOCOL) {
            http.get(path).expectError(405, "invalid_request");
            http.post(path, "x", "x".repeat(300_000)).expectError(413, "invalid_request");
            http.json("POST", path, null, "{}").expectError(400, "invalid_request");
        }
    }

    @Test
    void tokensThatAreMissingOrWrong() {
        problem(401, http.get("/users/me"));
        problem(401, http.json("PATCH", "/users/me", "garbage", "{}"));
        problem(401, http.json("POST", "/users/me/password", null, "{}"));
        problem(401, http.get("/users/nothing"));
    }

    @Test
    void limitsBansAndAnOutage() {
        String account = "{\"username\":\"%s\",\"password\":\"correct horse battery staple\"}";
        http.json("POST", "/register", null, account.formatted("bob")).expect(201);
        problem(429, http.json("POST", "/register", null, account.formatted("carol")));
        String passwords = "{\"old_password\":\"wrong\",\"new_password\":\"correct horse battery staple\"}";
        json("POST", "/users/me/password", passwords).expect(400);
        Answer limited = json("POST", "/users/me/password", passwords);
        problem(429, limited);
        assertThat(limited.header("Retry-After")).isNotNull();
        for (int i = 0; i < 3; i++) {
            http.post("/oauth2/introspect", "client_id", "nobody").expectError(401, "invalid_client");
        }
        http.post("/oauth2/introspect", "client_id", "nobody").expectError(429, "temporarily_unavailable");
        server.database().bans().add(Network.parse("192.0.2.7"), null, Attribution.of("test"));
        server.reload();
        for (String path : OTHERS) {
            problem(403, banned(path));
        }
        problem(403, banned("/oauth2/jwks"));
        for (String path : PROTOCOL) {
            banned(path).expectError(403, "access_denied");
        }
        server.update("ALTER TABLE users RENAME TO users_elsewhere");
        try {
            problem(500, http.me(token));
        } finally {
            server.update("ALTER TABLE users_elsewhere RENAME TO users");
        }
    }

    private static void problem(int status, Answer answer) {
        answer.expectProblem(status);
    }

    private static Answer json(String method, String path, String body) {
        return http.json(method, path, token, body);
    }

    private static Answer banned(String path) {
        return http.send(
                http.request(path).header("X-Forwarded-For", "192.0.2.7").POST(BodyPublishers.ofString("x=y")),
                Http.FORM);
    }

    private static Answer type(String path, String contentType) {
        return http.send(
                http.request(path)
                        .header("Authorization", "Bearer " + token)
                        .method(path.equals("/users/me") ? "PATCH" : "POST", BodyPublishers.ofString("{}")),
                contentType);
    }
}
