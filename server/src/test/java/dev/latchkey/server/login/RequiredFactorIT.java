package dev.latchkey.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestApp;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.WebFlow;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A user who had a second factor in another system, where no user needs one, and where none can add one. */
class RequiredFactorIT extends EachUser {

    private static final Pattern SECRET = Pattern.compile("<code>([A-Z2-7 ]{39})</code>");

    @BeforeAll
    static void start() {
        begin("latchkey.second-factor=off");
    }

    private void require() {
        server.update("UPDATE users SET factor_required_at = now() WHERE id = :id", "id", user.id());
    }

    private boolean isRequired() {
        return server.sql()
                .sql("SELECT factor_required_at IS NOT NULL FROM users WHERE id = :id")
                .param("id", user.id())
                .query(Boolean.class)
                .single();
    }

    @Test
    void thePasswordGrantSignsInNoSuchUser() {
        TestClient direct = TestClient.named(name("direct")).addTo(server);
        server.http().signIn(direct, user).expect(200);
        require();
        assertThat(server.http()
                        .signIn(direct, user)
                        .expectError(400, "invalid_grant")
                        .text("error_description"))
                .contains("second factor");
        server.http().signIn(direct, user.username(), "wrong").expectError(400, "invalid_grant");
    }

    @Test
    void theNextSignInAddsOneAndThenTheFactorIsAskedFor() {
        require();
        WebFlow browser = browser();
        Answer answer = browser.signIn(browser.open(), user).expect(303);
        assertThat(answer.header("Location")).contains("/sign-in/add-app?");
        assertThat(browser.cookies()).doesNotContainKey("latchkey");
        Answer page = browser.follow(answer).expect(200);
        Matcher secret = SECRET.matcher(page.body());
        assertThat(secret.find()).as(page.body()).isTrue();
        TestApp phone = TestApp.typed(server, secret.group(1));
        assertThat(isRequired()).isTrue();
        browser.send(page, "code", phone.code(), "decision", "add").expect(200);
        assertThat(browser.cookies()).containsKey("latchkey");
        assertThat(isRequired()).isFalse();
        WebFlow next = browser();
        assertThat(next.signIn(next.open(), user).expect(303).header("Location"))
                .contains("/sign-in/second?");
    }
}
