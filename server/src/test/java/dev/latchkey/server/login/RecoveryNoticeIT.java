package dev.latchkey.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.MailServer;
import dev.latchkey.server.fixture.Mailbox;
import dev.latchkey.server.fixture.TestApp;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import org.junit.jupiter.api.Test;

/** Users hear of a recovery code that was used. */
class RecoveryNoticeIT extends MailServer {

    @Test
    void aUsedCodeIsToldAndAWrongOneIsNot() throws Exception {
        TestUser user = verified();
        TestApp phone = TestApp.add(server, user);
        mailbox.letter(address(user), 1);
        WebFlow browser = browser();
        browser.follow(browser.signIn(browser.open(), user).expect(303));
        Answer page = browser.get("/sign-in/recovery?" + browser.query()).expect(200);
        Answer wrong = browser.send(page, "code", "aaaa-aaaa-aaaa-aaaa", "decision", "sign-in");
        assertThat(wrong.expectPage(422))
                .containsPattern("<input id=\"code\"[^>]*aria-describedby=\"code-error\"[^>]*autofocus")
                .containsPattern("id=\"code-error\" role=\"alert\">[^<]*recovery code is wrong");
        browser.send(wrong, "code", phone.recoveryCodes().getFirst(), "decision", "sign-in")
                .expect(303);
        assertThat(mailbox.letter(address(user), 2).getSubject()).contains("recovery code was used");
        assertThat(Mailbox.text(mailbox.letter(address(user), 2))).contains(user.username(), "UTC", "tell support");
    }
}
