package dev.latchkey.server.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SignedInAccount;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What users see and change of their own account. */
class UsersMeIT extends SignedInAccount {

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
    void aChangeThatWaitsWhenItsUserIsDisabledIsRefused() throws Exception {
        assertInvalidToken(
                whileDisabling(() -> http.json("PATCH", ME, accessToken, "{\"email\":\"new@example.com\"}")));
        assertThat(updates()).isEmpty();
    }

    @Test
    void aChangeOfOneThingDoesNotUndoAChangeOfAnotherMeanwhile() throws Exception {
        Answer changed = server.whileChanging(
                        "UPDATE users SET full_name = 'Set meanwhile' WHERE id = '" + user.id() + "'",
                        () -> http.json("PATCH", ME, accessToken, "{\"email\":\"new@example.com\"}"))
                .expect(200);
        assertThat(changed.text("email")).isEqualTo("new@example.com");
        assertThat(changed.text("full_name")).isEqualTo("Set meanwhile");
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
            Answer answer = http.json("PATCH", ME, accessToken, body).expectProblem(400);
            assertThat(answer.text("field")).as(body).isEqualTo(field);
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
            answer.expectProblem(400);
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
            answer.expectProblem(415);
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
}
