package dev.latchkey.server.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.link.ResetLink;
import dev.latchkey.core.link.SignUpLink;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.MailServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import dev.latchkey.server.key.KeyDirectory;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A link is used in a browser in which another account is signed in. */
class OtherAccountIT extends MailServer {

    private final WebFlow browser = signedIn(verified());

    private void assertSays(Answer done, String outcome, TestUser user) {
        Answer page = browser.follow(done.expect(303));
        assertThat(page.expectPage(200))
                .contains("role=\"status\"", outcome)
                .containsPattern("id=\"username\"[^>]* value=\"" + user.username() + "\"");
        browser.signIn(page, new TestUser(user.id(), user.username(), NEW_PASSWORD))
                .expect(303);
        assertThat(browser.get("/account").expect(200).body())
                .contains("<strong dir=\"auto\">" + user.username() + "</strong>");
    }

    @Test
    void aNewPasswordIsSaidAndItsUserSignsIn() {
        TestUser user = verified();
        String link = ResetLink.url(
                "/reset-password",
                server.database()
                        .recovery()
                        .find(user.id())
                        .orElseThrow()
                        .link(Instant.now().plusSeconds(60))
                        .write(server.bean(KeyDirectory.class).proofs()));
        Answer page = browser.get(link).expect(200);
        // The link is no sign-in, and the page does not say that it is.
        assertThat(page.body()).contains(user.username()).doesNotContain("Signed in as");
        Answer done = browser.send(page, "new-password", NEW_PASSWORD, "repeated-password", NEW_PASSWORD);
        assertSays(done, "Your password was changed", user);
    }

    @Test
    void aNewAccountIsSaidAndItsUserSignsIn() {
        TestUser user = new TestUser(new UUID(0, 0), "second", NEW_PASSWORD);
        String link = ResetLink.url(
                "/sign-up",
                new SignUpLink("second@example.com", Instant.now().plusSeconds(60))
                        .write(server.bean(KeyDirectory.class).proofs()));
        Answer done = browser.send(
                browser.get(link).expect(200),
                "username",
                "second",
                "new-password",
                NEW_PASSWORD,
                "repeated-password",
                NEW_PASSWORD);
        assertSays(done, "was created", user);
    }
}
