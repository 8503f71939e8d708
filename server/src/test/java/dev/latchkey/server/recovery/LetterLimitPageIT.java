package dev.latchkey.server.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.MailServer;
import dev.latchkey.server.fixture.Mailbox;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.WebFlow;
import org.junit.jupiter.api.Test;

/** The page for a person who asks for more letters than are sent. */
class LetterLimitPageIT extends MailServer {

    @Test
    void itSpeaksOfLettersAndNotOfSigningIn() {
        try (Mailbox letters = new Mailbox();
                TestServer limited =
                        TestServer.start(server.settings(), letters.settings("latchkey.limits.letter.letters=1"))) {
            WebFlow browser = WebFlow.of(limited.http(), web);
            Answer page = browser.get("/reset-password").expect(200);
            browser.send(page, "account", "often").expect(200);
            Answer refused = browser.send(page, "account", "often");
            assertThat(refused.expectPage(429))
                    .contains("<h1>Too many emails</h1>", "You can try again in")
                    .doesNotContain("Too many attempts</h1>");
        }
    }
}
