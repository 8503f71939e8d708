package dev.latchkey.server.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.DataSources;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UsersMeIT {

    private static final String ME = "/users/me";
    private static final String PASSWORD = "/users/me/password";
    private static final String NEW_PASSWORD = "a wholly different secret";

    private static TestServer server;
    private static Http http;
    private static TestClient client;
    private static int users;

    private TestUser user = new TestUser(UUID.randomUUID(), "", "");
    private String accessToken = "";
    private String refreshToken = "";

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        http = server.http();
        client = TestClient.named("app").addTo(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void signIn() {
        users++;
        user = TestUser.add(server.database(), "user" + users);
        Answer signedIn =
                http.refresh(client, user.refreshToken(server, client)).expect(200);
        accessToken = signedIn.accessToken();
        refreshToken = signedIn.refreshToken();
    }

    @Test
    void usersSeeTheirAccount() {
        Answer answer = http.me(accessToken).expect(200);
        assertThat(answer.json().propertyNames())
                .containsExactlyInAnyOrder("id", "username", "email", "full_name", "scopes");
        assertThat(answer.text("id")).isEqualTo(user.id().toString());
        assertThat(answer.text("username")).isEqualTo(user.username());
        assertThat(answer.text("email")).isEqualTo(user.username() + "@example.com");
        assertThat(answer.text("full_name")).isEqualTo("Test " + user.username());
        assertThat(answer.json().get("scopes").toString()).isEqualTo("[\"read\",\"write\"]");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.header("Set-Cookie")).isNull();
    }

    @Test
    void withoutATokenItIs401WithAPlainChallenge() {
        for (String path : List.of(ME, PASSWORD, "/users/", "/users/other")) {
            Answer answer = http.get(path).expect(401);
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer").doesNotContain("error");
        }
        Answer basic = http.send(
                http.request(ME)
                        .header("Authorization", Http.basic("app", client.secret()))
                        .GET(),
                null);
        basic.expect(401);
    }

    @Test
    void aTokenThatIsNotGoodIsInvalidToken() {
        for (String token : List.of("garbage", "a.b.c", refreshToken, accessToken + "x", "x".repeat(6000))) {
            Answer answer = http.me(token).expect(401);
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer error=\"invalid_token\"");
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
            assertThat(answer.body()).doesNotContain(token);
        }
    }

    @Test
    void aHeaderThatIsNoBearerTokenIsRefused() {
        for (String header : List.of(
                "Bearer",
                "Bearer ",
                "Bearer a b",
                "Bearer =",
                "Bearer \u00FF",
                "Bearer " + accessToken + "," + accessToken)) {
            Answer answer =
                    http.send(http.request(ME).header("Authorization", header).GET(), null);
            assertThat(answer.status()).as(header).isIn(400, 401);
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        }
    }

    @Test
    void twoAuthorizationHeadersAreRefused() {
        Answer answer = http.send(
                http.request(ME)
                        .header("Authorization", "Bearer " + accessToken)
                        .header("Authorization", "Bearer garbage")
                        .GET(),
                null);
        assertThat(answer.status()).isIn(400, 401);
    }

    @Test
    void aTokenInTheQueryStringOrTheFormIsRefused() {
        assertThat(http.get(ME + "?access_token=" + accessToken).status()).isIn(400, 401);
        Answer form = http.post(
                PASSWORD, "access_token", accessToken, "old_password", user.password(), "new_password", NEW_PASSWORD);
        assertThat(form.status()).isIn(400, 401);
        assertThat(http.post(ME, "access_token", accessToken).status()).isIn(400, 401);
    }

    @Test
    void aMissingScopeIs403AndNamed() {
        Answer narrow =
                http.token(client, "grant_type", "refresh_token", "refresh_token", refreshToken, "scope", "read");
        Answer write =
                http.json("PATCH", ME, narrow.expect(200).accessToken(), "{}").expect(403);
        assertThat(write.header("WWW-Authenticate"))
                .startsWith("Bearer error=\"insufficient_scope\"")
                .contains("scope=\"write\"");
        assertThat(http.json("POST", PASSWORD, narrow.accessToken(), "{}").status())
                .isEqualTo(403);
        assertThat(http.me(narrow.accessToken()).status()).isEqualTo(200);
        Answer writeOnly = http.token(
                client, "grant_type", "refresh_token", "refresh_token", narrow.refreshToken(), "scope", "write");
        Answer read = http.me(writeOnly.expect(200).accessToken()).expect(403);
        assertThat(read.header("WWW-Authenticate")).contains("scope=\"read\"");
    }

    @Test
    void aDisabledUserIsRefusedAtOnce() {
        server.database().userChanges().disable(user.in(server.database()), Attribution.of("test"));
        assertInvalidToken(http.me(accessToken));
        assertInvalidToken(http.json("PATCH", ME, accessToken, "{\"full_name\":\"Changed\"}"));
        assertInvalidToken(changePassword(user.password(), NEW_PASSWORD));
    }

    @Test
    void aUserWhoIsMarkedDisabledIsRefusedEvenWhenTheFamilyWasForgotten() {
        server.update("UPDATE users SET disabled_at = now() WHERE id = :id", "id", user.id());
        assertInvalidToken(http.me(accessToken));
    }

    @Test
    void aRevokedFamilyIsRefusedAtOnce() {
        http.revoke(client, refreshToken).expect(200);
        assertInvalidToken(http.me(accessToken));
    }

    @Test
    void aDeletedUserIsRefusedAtOnce() {
        server.database().userChanges().delete(user.in(server.database()), Attribution.of("test"));
        assertInvalidToken(http.me(accessToken));
    }

    @Test
    void aTokenForAnotherAudienceOrWithoutAUserIsRefused() {
        TestClient elsewhere = TestClient.named("elsewhere-" + user.username())
                .audiences("https://api.example")
                .addTo(server);
        String token = http.refresh(elsewhere, user.refreshToken(server, elsewhere))
                .expect(200)
                .accessToken();
        assertInvalidToken(http.me(token));
        assertInvalidToken(
                http.me(http.token(client, "grant_type", "client_credentials").accessToken()));
    }

    @Test
    void aDisabledClientsTokensAreRefused() {
        TestClient leaving = TestClient.named("leaving").addTo(server);
        String token = http.refresh(leaving, user.refreshToken(server, leaving))
                .expect(200)
                .accessToken();
        http.me(token).expect(200);
        server.update("UPDATE clients SET disabled_at = now() WHERE id = :id", "id", leaving.id());
        server.reload();
        assertInvalidToken(http.me(token));
    }

    @Test
    void emailAndFullNameCanBeChanged() {
        Answer changed = http.json(
                        "PATCH", ME, accessToken, "{\"email\":\" new@example.com \",\"full_name\":\"Zoë O'Hara\"}")
                .expect(200);
        assertThat(changed.text("email")).isEqualTo("new@example.com");
        assertThat(http.me(accessToken).text("full_name")).isEqualTo("Zoë O'Hara");
    }

    @Test
    void whatIsAbsentStaysAndWhatIsNullGoes() {
        http.json("PATCH", ME, accessToken, "{\"full_name\":null}").expect(200);
        Answer me = http.me(accessToken);
        assertThat(me.json().get("full_name").isNull()).isTrue();
        assertThat(me.text("email")).isEqualTo(user.username() + "@example.com");
        http.json("PATCH", ME, accessToken, "{}").expect(200);
        assertThat(http.me(accessToken).body()).isEqualTo(me.body());
    }

    @Test
    void whatChangesNothingIsNotInTheAuditLog() {
        Answer me = http.me(accessToken);
        for (String body : List.of(
                "{}",
                "{\"email\":\"" + me.text("email") + "\"}",
                "{\"full_name\":\" " + me.text("full_name") + " \",\"email\":\"" + me.text("email") + "\"}")) {
            assertThat(http.json("PATCH", ME, accessToken, body).expect(200).body())
                    .isEqualTo(me.body());
        }
        assertThat(updates()).isEmpty();
        http.json("PATCH", ME, accessToken, "{\"email\":null}").expect(200);
        assertThat(updates())
                .containsExactly(
                        "{\"changes\": {\"email\": {\"after\": null, \"before\": \"" + me.text("email") + "\"}}}");
        http.json("PATCH", ME, accessToken, "{\"email\":\"\"}").expect(200);
        assertThat(updates()).hasSize(1);
    }

    private List<String> updates() {
        return server.sql()
                .sql("SELECT details::text AS details FROM audit_log WHERE target_id = :id AND action = 'user.update'")
                .param("id", user.id())
                .query((row, number) -> row.getString("details"))
                .list();
    }

    @Test
    void aPasswordChangeThatWaitsWhenItsUserIsDisabledIsRefused() throws Exception {
        assertInvalidToken(whileDisabling(() -> changePassword(user.password(), NEW_PASSWORD)));
        assertThat(server.sql()
                        .sql("SELECT count(*) FROM audit_log WHERE target_id = :id AND action = 'user.password'")
                        .param("id", user.id())
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void aChangeThatWaitsWhenItsUserIsDisabledIsRefused() throws Exception {
        assertInvalidToken(
                whileDisabling(() -> http.json("PATCH", ME, accessToken, "{\"email\":\"new@example.com\"}")));
        assertThat(updates()).isEmpty();
    }

    /** Sends a request after the user's row was locked and before the user is disabled. */
    private Answer whileDisabling(Supplier<Answer> request) throws Exception {
        try (Connection admin = DataSources.direct(server.settings()).getConnection();
                Statement statement = admin.createStatement();
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            admin.setAutoCommit(false);
            statement.execute("UPDATE users SET disabled_at = now() WHERE id = '" + user.id() + "'");
            Future<Answer> answer = threads.submit(request::get);
            untilItWaits();
            admin.commit();
            return answer.get();
        }
    }

    private static void untilItWaits() {
        Waiting.until(
                "the change waits for the row",
                Duration.ofSeconds(10),
                () -> server.sql()
                        .sql(
                                "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database())")
                        .query(Boolean.class)
                        .single());
    }

    @Test
    void aChangeOfOneThingDoesNotUndoAChangeOfAnotherMeanwhile() throws Exception {
        try (Connection admin = DataSources.direct(server.settings()).getConnection();
                Statement statement = admin.createStatement();
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            admin.setAutoCommit(false);
            statement.execute("UPDATE users SET full_name = 'Set meanwhile' WHERE id = '" + user.id() + "'");
            Future<Answer> patch =
                    threads.submit(() -> http.json("PATCH", ME, accessToken, "{\"email\":\"new@example.com\"}"));
            untilItWaits();
            admin.commit();
            Answer changed = patch.get().expect(200);
            assertThat(changed.text("email")).isEqualTo("new@example.com");
            assertThat(changed.text("full_name")).isEqualTo("Set meanwhile");
        }
    }

    @Test
    void nothingElseCanBeChanged() {
        String before = http.me(accessToken).body();
        for (String body : List.of(
                "{\"scopes\":[\"admin\"]}",
                "{\"username\":\"root\"}",
                "{\"id\":\"00000000-0000-0000-0000-000000000000\"}",
                "{\"password_hash\":\"x\"}",
                "{\"disabled_at\":null}",
                "{\"fullName\":\"x\"}")) {
            assertThat(http.json("PATCH", ME, accessToken, body).status())
                    .as(body)
                    .isIn(200, 400);
            assertThat(http.me(accessToken).body()).as(body).isEqualTo(before);
        }
    }

    @Test
    void valuesThatAreNotGoodAre400WithTheFieldNamed() {
        Map<String, String> bad = Map.of(
                "{\"email\":\"nonsense\"}",
                "email",
                "{\"email\":42}",
                "email",
                "{\"email\":[\"a@b\"]}",
                "email",
                "{\"email\":{\"x\":1}}",
                "email",
                "{\"email\":\"a\\u0000@b\"}",
                "email",
                "{\"full_name\":true}",
                "full_name",
                "{\"full_name\":\"a\\u0000b\"}",
                "full_name",
                "{\"full_name\":\"a\\ud800b\"}",
                "full_name",
                "{\"full_name\":\"" + "x".repeat(201) + "\"}",
                "full_name");
        bad.forEach((body, field) -> {
            Answer answer = http.json("PATCH", ME, accessToken, body).expect(400);
            assertThat(answer.text("field")).as(body).isEqualTo(field);
            assertIsProblem(answer);
        });
    }

    @Test
    void bodiesThatAreNoObjectAre400() {
        for (String body : List.of(
                "",
                "null",
                "[]",
                "\"text\"",
                "42",
                "{",
                "{\"email\":}",
                "nonsense",
                "{\"email\":\"a@b\"",
                "{'email':'a@b'}",
                "[".repeat(16_000),
                "{\"a\":".repeat(3_000),
                "\u0000")) {
            Answer answer = http.json("PATCH", ME, accessToken, body);
            assertThat(answer.status())
                    .as(body.substring(0, Math.min(30, body.length())))
                    .isEqualTo(400);
            assertIsProblem(answer);
        }
    }

    @Test
    void theSameMemberTwiceDoesNotGetPastTheChecks() {
        Answer answer = http.json("PATCH", ME, accessToken, "{\"email\":\"a@example.com\",\"email\":\"nonsense\"}");
        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void aBodyOverTheLimitIs413() {
        String body = "{\"full_name\":\"" + "x".repeat(300_000) + "\"}";
        assertThat(http.json("PATCH", ME, accessToken, body).status()).isEqualTo(413);
        Answer chunked = http.send(
                http.request(ME)
                        .header("Authorization", "Bearer " + accessToken)
                        .method("PATCH", BodyPublishers.ofByteArrays(List.of(body.getBytes(StandardCharsets.UTF_8)))),
                "application/json");
        assertThat(chunked.status()).isEqualTo(413);
    }

    @Test
    void aBodyThatIsNotJsonIs415() {
        for (String type : List.of(
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/xml",
                "multipart/form-data; boundary=x")) {
            Answer answer = http.send(
                    http.request(ME)
                            .header("Authorization", "Bearer " + accessToken)
                            .method("PATCH", BodyPublishers.ofString("{\"email\":\"a@example.com\"}")),
                    type);
            assertThat(answer.status()).as(type).isEqualTo(415);
            assertIsProblem(answer);
        }
    }

    @Test
    void otherMethodsAre405() {
        for (String method : List.of("PUT", "DELETE", "POST")) {
            assertThat(http.json(method, ME, accessToken, "{}").status())
                    .as(method)
                    .isEqualTo(405);
        }
        assertThat(http.json("GET", PASSWORD, accessToken, "").status()).isEqualTo(405);
    }

    @Test
    void anAnswerThatTheCallerWouldNotAcceptIsNoServerError() {
        Answer answer = http.send(
                http.request(ME)
                        .header("Authorization", "Bearer " + accessToken)
                        .header("Accept", "application/xml")
                        .GET(),
                null);
        assertThat(answer.status()).isBetween(200, 406);
    }

    @Test
    void aNewPasswordEndsAllOtherFamiliesAndNotThisOne() {
        String elsewhere = user.refreshToken(server, client);
        changePassword(user.password(), NEW_PASSWORD).expect(204);
        http.refresh(client, elsewhere).expectError(400, "invalid_grant");
        http.me(accessToken).expect(200);
        http.refresh(client, refreshToken).expect(200);
        http.signIn(client, user).expectError(400, "invalid_grant");
        http.signIn(client, new TestUser(user.id(), user.username(), NEW_PASSWORD))
                .expect(200);
    }

    @Test
    void aWrongOldPasswordChangesNothing() {
        String elsewhere = user.refreshToken(server, client);
        for (String wrong : List.of("wrong", "", "x".repeat(10_000), "a\\u0000b", user.password() + " ")) {
            Answer answer = changePassword(wrong, NEW_PASSWORD).expect(400);
            assertThat(answer.text("field")).isEqualTo("old_password");
            assertIsProblem(answer);
        }
        http.refresh(client, elsewhere).expect(200);
        http.signIn(client, user).expect(200);
    }

    @Test
    void aNewPasswordThatIsNotGoodIs400WithTheFieldNamed() {
        for (String bad : List.of(
                "short", "password1234", "", "x".repeat(257), user.username() + "@example.com", user.password())) {
            Answer answer = changePassword(user.password(), bad).expect(400);
            assertThat(answer.text("field")).isEqualTo("new_password");
            assertIsProblem(answer);
        }
        http.signIn(client, user).expect(200);
    }

    @Test
    void missingOrMistypedPasswordsAre400WithTheFieldNamed() {
        Map<String, String> bad = Map.of(
                "{}", "old_password",
                "{\"old_password\":\"x\"}", "new_password",
                "{\"old_password\":null,\"new_password\":\"x\"}", "old_password",
                "{\"old_password\":1,\"new_password\":\"x\"}", "old_password",
                "{\"old_password\":\"x\",\"new_password\":[\"x\"]}", "new_password");
        bad.forEach((body, field) -> assertThat(http.json("POST", PASSWORD, accessToken, body)
                        .expect(400)
                        .text("field"))
                .as(body)
                .isEqualTo(field));
    }

    @Test
    void aUserWithoutAPasswordCannotChangeIt() {
        server.update("UPDATE users SET password_hash = NULL WHERE id = :id", "id", user.id());
        assertThat(changePassword(user.password(), NEW_PASSWORD).expect(400).text("field"))
                .isEqualTo("old_password");
    }

    @Test
    void changesAreAudited() {
        http.json("PATCH", ME, accessToken, "{\"full_name\":\"Audited\"}").expect(200);
        changePassword(user.password(), NEW_PASSWORD).expect(204);
        assertThat(server.sql()
                        .sql("SELECT action || ' by ' || actor FROM audit_log WHERE target_id = :id AND action <>"
                                + " 'user.add' ORDER BY id")
                        .param("id", user.id())
                        .query(String.class)
                        .list())
                .containsExactly("user.update by user:" + user.username(), "user.password by user:" + user.username());
    }

    private Answer changePassword(String oldPassword, String newPassword) {
        return http.json(
                "POST",
                PASSWORD,
                accessToken,
                "{\"old_password\":\"" + oldPassword + "\",\"new_password\":\"" + newPassword + "\"}");
    }

    private static void assertInvalidToken(Answer answer) {
        answer.expect(401);
        assertThat(Objects.requireNonNull(answer.header("WWW-Authenticate")))
                .startsWith("Bearer error=\"invalid_token\"");
    }

    private static void assertIsProblem(Answer answer) {
        assertThat(answer.header("Content-Type")).as(answer.toString()).startsWith("application/problem+json");
        assertThat(answer.body())
                .doesNotContainIgnoringCase("exception")
                .doesNotContain("org.", "dev.latchkey", "tools.jackson", "java.");
    }
}
