package dev.latchkey.server.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SignedInAccount;
import dev.latchkey.server.fixture.TestUser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PasswordChangeIT extends SignedInAccount {

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
            Answer answer = changePassword(wrong, NEW_PASSWORD).expectProblem(400);
            assertThat(answer.text("field")).isEqualTo("old_password");
        }
        http.refresh(client, elsewhere).expect(200);
        http.signIn(client, user).expect(200);
    }

    @Test
    void aNewPasswordThatIsNotGoodIs400WithTheFieldNamed() {
        for (String bad : List.of(
                "short", "password1234", "", "x".repeat(257), user.username() + "@example.com", user.password())) {
            Answer answer = changePassword(user.password(), bad).expectProblem(400);
            assertThat(answer.text("field")).isEqualTo("new_password");
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
}
