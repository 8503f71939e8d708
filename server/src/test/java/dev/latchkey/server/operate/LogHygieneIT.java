package dev.latchkey.server.operate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.server.fixture.CapturedLog;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * What is in the log, in each of its formats, and in the metrics after all kinds of requests, good and bad, at the most
 * talkative level of our own.
 */
@SuppressWarnings("NullAway.Init") // It does not know that the method for each format initialises.
@ParameterizedClass
@ValueSource(strings = {"text", "json"})
class LogHygieneIT {

    private static final String HOSTILE =
            "eve\r\n2030-01-01T00:00:00Z ERROR forged\u001B[31m\u009B31m\u0085\u2028\u202E\u0000\u0007";

    private static TestServer server;
    private static Http http;
    private static TestClient client;
    private static TestUser user;

    @Parameter
    private String format = "";

    @BeforeParameterizedClassInvocation
    static void start(String format) {
        server = TestServer.start(
                TestDatabase.fresh(),
                "latchkey.log.format=" + format,
                "logging.level.dev.latchkey=debug",
                "latchkey.registration.enabled=true");
        http = server.http();
        client = TestClient.named("app").addTo(server);
        user = TestUser.add(server.database(), "alice");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @Test
    void noSecretPasswordOrTokenIsLogged() {
        Map<String, String> secrets = new LinkedHashMap<>();
        try (CapturedLog log = CapturedLog.start()) {
            secrets.put("client secret", client.secret());
            secrets.put("password", user.password());
            Answer signedIn = http.signIn(client, user).expect(200);
            Answer refreshed = http.refresh(client, signedIn.refreshToken()).expect(200);
            Answer again = http.refresh(client, signedIn.refreshToken()).expect(200);
            Answer machine =
                    http.token(client, "grant_type", "client_credentials").expect(200);
            secrets.put("first refresh token", signedIn.refreshToken());
            secrets.put("second refresh token", refreshed.refreshToken());
            for (Answer answer : List.of(signedIn, refreshed, again, machine)) {
                String token = answer.accessToken();
                secrets.put("access token " + secrets.size(), token);
                secrets.put("signature " + secrets.size(), token.substring(token.lastIndexOf('.') + 1));
            }
            http.me(signedIn.accessToken()).expect(200);
            http.me(signedIn.accessToken() + "x").expect(401);
            http.introspect(client, refreshed.accessToken()).expect(200);
            String third =
                    http.refresh(client, refreshed.refreshToken()).expect(200).refreshToken();
            secrets.put("third refresh token", third);
            http.refresh(client, signedIn.refreshToken()).expect(400);
            http.revoke(client, third).expect(200);
            http.revoke(client, machine.accessToken()).expect(200);
            fail(secrets);
            manageAccount(secrets);
            assertThat(log.text()).as("something was logged").contains("Refused a sign-in of 'alice'");
            String metrics =
                    server.management().get("/actuator/prometheus").expect(200).body();
            assertThat(metrics).contains("latchkey_tokens_issued_total");
            secrets.forEach(
                    (name, secret) -> assertThat(log.text() + metrics).as(name).doesNotContain(secret));
            assertThat(log.text()).doesNotContainIgnoringCase("authorization").doesNotContain("$argon2", "$2a$");
        }
    }

    /** Requests that are refused, each with something that should not be told. */
    private static void fail(Map<String, String> secrets) {
        String wrong = "wrong-password-8472";
        secrets.put("wrong password", wrong);
        secrets.put("wrong secret", "lks_wrong-9912");
        http.token(client, "grant_type", "password", "username", "alice", "password", wrong)
                .expect(400);
        http.token(client, "grant_type", "password", "username", "nobody", "password", wrong)
                .expect(400);
        http.token(client, "grant_type", "password", "username", "alice", "password", wrong + "x".repeat(300))
                .expect(400);
        http.token(client, "grant_type", "password", "username", "alice", "password", wrong, "password", wrong)
                .expect(400);
        http.postForm(client, "/oauth2/token", "grant_type=password&username=alice&password=" + wrong + "%00")
                .expect(400);
        http.postForm(client, "/oauth2/token", "grant_type=password&username=alice&password=" + wrong + "%FF")
                .expect(400);
        http.postForm(client, "/oauth2/token", "grant_type=password&username=alice&" + wrong + "%zz=x")
                .expect(400);
        http.postForm(client, "/oauth2/token?password=" + wrong, "grant_type=password")
                .expect(400);
        http.postWith(Http.basic("app", "lks_wrong-9912"), "/oauth2/token", "grant_type", "client_credentials")
                .expect(401);
        http.postWith("Basic lks_wrong-9912", "/oauth2/token", "grant_type", "client_credentials")
                .expect(401);
        http.postWith("Bearer lks_wrong-9912", "/oauth2/token", "grant_type", "client_credentials")
                .expect(401);
        http.post("/oauth2/token", "client_id", "app", "client_secret", "lks_wrong-9912", "grant_type", "password")
                .expect(401);
        http.refresh(client, "lkr_" + wrong).expect(400);
        http.revoke(client, "lkr_" + wrong).expect(200);
        http.introspect(client, wrong + "." + wrong + "." + wrong).expect(200);
        http.me("lks_wrong-9912").expect(401);
        http.get("/users/me?access_token=" + wrong);
        http.get("/" + wrong).expect(404);
    }

    private static void manageAccount(Map<String, String> secrets) {
        String fresh = "a freshly chosen secret 5521";
        secrets.put("new password", fresh);
        String token = http.refresh(client, user.refreshToken(server, client))
                .expect(200)
                .accessToken();
        secrets.put("another access token", token);
        http.json(
                        "POST",
                        "/users/me/password",
                        token,
                        "{\"old_password\":\"" + fresh + "\",\"new_password\":\"" + fresh + "\"}")
                .expect(400);
        http.json("POST", "/users/me/password", token, "{\"old_password\":\"" + fresh + "\",\"new_password\":")
                .expect(400);
        http.json(
                        "POST",
                        "/users/me/password",
                        token,
                        "{\"old_password\":\"" + user.password() + "\",\"new_password\":\"" + fresh + "\"}")
                .expect(204);
        http.json("POST", "/register", null, "{\"username\":\"carol\",\"password\":\"" + fresh + "\"}")
                .expect(201);
        http.json("POST", "/register", null, "{\"username\":\"carol\",\"password\":\"" + fresh + "\"}")
                .expect(409);
        http.json("POST", "/register", null, "{\"username\":\"c a\",\"password\":\"" + fresh + "\"}")
                .expect(400);
        server.database().userChanges().disable(user.in(server.database()), Attribution.of("test"));
        http.token(client, "grant_type", "password", "username", "alice", "password", fresh)
                .expect(400);
    }

    @Test
    void controlCharactersThatSomebodySentAreNotInTheLog() {
        try (CapturedLog log = CapturedLog.start()) {
            // A NUL in a form is refused before anybody looks at it.
            String sendable = HOSTILE.replace("\u0000", "");
            http.token(client, "grant_type", "password", "username", sendable, "password", "x")
                    .expect(400);
            http.token(client, "grant_type", "password", "username", HOSTILE, "password", "x")
                    .expect(400);
            http.post("/oauth2/token", "client_id", sendable, "grant_type", "client_credentials");
            http.postWith(Http.basic(sendable, "x"), "/oauth2/token", "grant_type", "client_credentials")
                    .expect(401);
            http.token(client, "grant_type", sendable).expect(400);
            http.token(client, "grant_type", "client_credentials", "scope", sendable)
                    .expect(400);
            http.json(
                            "POST",
                            "/register",
                            null,
                            "{\"username\":\"a\\r\\nb\\u001b[31m\",\"password\":\"a long enough password\"}")
                    .expect(400);
            assertThat(log.text()).contains("Refused a sign-in of 'eve");
            for (CapturedLog.Line line : log.lines()) {
                String text = line.text().stripTrailing();
                assertThat(text.lines().count()).as(text).isEqualTo(1);
                assertThat(text.codePoints().filter(LogHygieneIT::isDangerous).boxed())
                        .as(text)
                        .isEmpty();
            }
        }
    }

    @Test
    void aStackTraceDoesNotForgeALine() {
        try (CapturedLog log = CapturedLog.start()) {
            LoggerFactory.getLogger("dev.latchkey.test")
                    .error("Failed", new IllegalStateException(HOSTILE, new IllegalArgumentException(HOSTILE)));
            String text = log.lines().getLast().text().stripTrailing();
            assertThat(text)
                    .contains("IllegalStateException: eve", "Caused by: java.lang.IllegalArgumentException: eve")
                    .containsOnlyOnce("Caused by: ");
            assertThat(text.lines().skip(1).filter(line -> line.startsWith("2")))
                    .isEmpty();
            assertThat(text.lines().count()).isEqualTo("json".equals(format) ? 1 : lines(text));
            assertThat(text.codePoints()
                            .filter(c -> isDangerous(c) && c != '\n' && c != '\t')
                            .boxed())
                    .as(text)
                    .isEmpty();
        }
    }

    /** Those that a stack trace may have. */
    private static long lines(String text) {
        return 1
                + text.lines()
                        .skip(1)
                        .filter(line -> line.matches("\\t.*|Caused by: .*|java\\.lang\\..*"))
                        .count();
    }

    private static boolean isDangerous(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || c == 0x202E;
    }

    @Test
    void aNameWithoutEndDoesNotFillTheLog() {
        try (CapturedLog log = CapturedLog.start()) {
            String endless = "x".repeat(200_000);
            http.token(client, "grant_type", "password", "username", endless, "password", "x")
                    .expect(400);
            http.post("/oauth2/token", "client_id", endless, "grant_type", "client_credentials");
            http.post(
                    "/oauth2/token",
                    "client_id",
                    endless,
                    "client_secret",
                    endless,
                    "grant_type",
                    "client_credentials");
            http.token(client, "grant_type", endless).expect(400);
            assertThat(log.text()).contains("Refused a sign-in of 'xxx");
            assertThat(log.text().length()).isLessThan(4000);
        }
    }
}
