package dev.latchkey.server.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.account.Recovery.Account;
import dev.latchkey.core.link.ResetLink;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.MailServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import dev.latchkey.server.fixture.WebFlow;
import dev.latchkey.server.key.KeyDirectory;
import java.time.Duration;
import java.time.Instant;

/** A server at which users set new passwords by a link. */
abstract class ResetServer extends MailServer {

    static final String PAGE = "/reset-password";

    final WebFlow browser = browser();

    /** A link as a letter has it, good for the account as it is now. */
    static String link(TestUser user) {
        return link(user, Instant.now().plus(Duration.ofMinutes(30)));
    }

    static String link(TestUser user, Instant expiresAt) {
        Account account = server.database().recovery().find(user.id()).orElseThrow();
        return ResetLink.url(
                PAGE,
                account.link(expiresAt).write(server.bean(KeyDirectory.class).proofs()));
    }

    static Answer ask(WebFlow browser, String typed) {
        return browser.send(browser.get(PAGE).expect(200), "account", typed);
    }

    static Answer set(WebFlow browser, Answer page, String password) {
        return browser.send(page, "new-password", password, "repeated-password", password);
    }

    static void assertPassword(TestUser user, String password) {
        http.signIn(app, user.username(), password).expect(200);
    }

    static void assertDead(Answer answer) {
        assertThat(answer.expectPage(410)).contains("This link no longer works");
    }

    /** Until every request that was sent so far has become a letter or nothing. */
    static void drain() {
        Waiting.until(
                "the outbox is empty",
                Duration.ofSeconds(20),
                () -> server.database().outbox().waiting().count() == 0);
    }
}
