package dev.latchkey.server.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.jdbc.Ids;
import dev.latchkey.core.outbox.Message;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.MailServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import dev.latchkey.server.link.LinkLetters;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links from before a change of the credentials. Those for a new password are in {@link ResetIT}. */
class OldLinksIT extends MailServer {

    private static final String ADDRESS_PAGE = "/account/address";

    private final TestUser user = verified();
    private final WebFlow browser = signedIn(user);
    private final String wanted = "new-" + address(user);

    private String mailedLink() {
        browser.send(browser.get(ADDRESS_PAGE).expect(200), "address", wanted).expect(303);
        return mailbox.link(wanted, 1);
    }

    private static void assertDead(Answer answer) {
        assertThat(answer.expectPage(410)).contains("This link no longer works");
    }

    private void assertUnchanged() {
        assertThat(addressOf(user)).isEqualTo(address(user) + " true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE users SET disabled_at = now() WHERE id = :id; UPDATE users SET disabled_at = NULL WHERE id = :id",
                "UPDATE users SET password_hash = '{argon2}x' WHERE id = :id;"
                        + " UPDATE users SET password_hash = (SELECT min(password_hash) FROM users WHERE id <> :id) WHERE id = :id",
                "INSERT INTO recovery_codes (user_id, hash) VALUES (:id, sha256('x'));"
                        + " DELETE FROM recovery_codes WHERE user_id = :id"
            })
    void aChangeOfTheCredentialsEndsTheLinkToAnAddress(String change) {
        verified();
        String link = mailedLink();
        Answer page = browser.get(link).expect(200);
        server.update(change, "id", user.id());
        assertDead(browser.send(page));
        // Also in a session from after the change.
        WebFlow later = signedIn(user);
        assertDead(later.get(link));
        assertUnchanged();
    }

    /** The session goes on, with the credentials that the link does not have. */
    @Test
    void theOwnNewPasswordEndsItToo() {
        String link = mailedLink();
        Answer changed = browser.send(
                browser.get("/account/password").expect(200),
                "current-password",
                user.password(),
                "new-password",
                NEW_PASSWORD,
                "repeated-password",
                NEW_PASSWORD);
        assertThat(browser.follow(changed).body()).contains("Your password was changed");
        assertDead(browser.get(link));
        assertUnchanged();
    }

    @Test
    void aLetterThatWaitsWhileTheCredentialsChangeIsNotSent() {
        UUID session = server.sql()
                .sql("SELECT id FROM browser_sessions WHERE user_id = :id")
                .param("id", user.id())
                .query(UUID.class)
                .single();
        Message waiting = new Message(
                Ids.next(),
                new Message.Content("address-verification", user.id(), null, session, wanted, "en"),
                Instant.now(),
                1);
        LinkLetters letters = server.bean(LinkLetters.class);
        assertThat(letters.write(waiting)).isPresent();
        // Asked for by the user, who signs out before it is sent.
        browser.send(browser.get("/oauth2/logout"), "decision", "x").expect(303);
        assertThat(letters.write(waiting)).isPresent();
        server.update("UPDATE users SET password_hash = '{argon2}x' WHERE id = :id", "id", user.id());
        assertThat(letters.write(waiting)).isEmpty();
    }
}
