package dev.latchkey.server.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.account.Recovery.Account;
import dev.latchkey.core.factor.Passkey;
import dev.latchkey.core.link.ResetLink;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.MailServer;
import dev.latchkey.server.fixture.Mailbox;
import dev.latchkey.server.fixture.TestPasskey;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import dev.latchkey.server.fixture.WebFlow;
import dev.latchkey.server.key.KeyDirectory;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A new password leaves the factors as they are, and tells their owner of those that an attacker may have added. */
class ResetReviewIT extends MailServer {

    private static final String FACTORS = "/account/second-factor";

    private final TestUser user = verified();
    private final TestPasskey own = TestPasskey.create();
    private final TestPasskey foreign = TestPasskey.create();

    private static String origin() {
        return server.base().toString();
    }

    private static Answer answer(WebFlow browser, Answer page, TestPasskey passkey, String... fields) {
        String[] all = new String[fields.length + 2];
        all[0] = "passkey";
        all[1] = passkey.on(page, origin()).json();
        System.arraycopy(fields, 0, all, 2, fields.length);
        return browser.send(page, all);
    }

    /** The attacker has the session in which the owner has just added a passkey. */
    private void addPasskeys() {
        WebFlow browser = signedIn(user);
        answer(browser, browser.get(FACTORS).expect(200), own, "name", "Chrome, Linux")
                .expect(200);
        answer(browser, browser.get(FACTORS).expect(200), foreign, "name", "http://evil.example/help")
                .expect(303);
    }

    private List<String> passkeys() {
        return server.database().factors().passkeys().list(user.id()).stream()
                .map(Passkey::name)
                .toList();
    }

    private Answer reset(WebFlow browser) {
        Account account = server.database().recovery().find(user.id()).orElseThrow();
        String link = ResetLink.url(
                "/reset-password",
                account.link(Instant.now().plus(Duration.ofMinutes(30)))
                        .write(server.bean(KeyDirectory.class).proofs()));
        Answer page = browser.get(link).expect(200);
        return browser.send(page, "new-password", NEW_PASSWORD, "repeated-password", NEW_PASSWORD)
                .expect(303);
    }

    /** The text of the letter about the new password. */
    private String letter() {
        Waiting.until(
                "the letter about the password",
                Duration.ofSeconds(20),
                () -> !letters("password was changed").isEmpty());
        return letters("password was changed").getFirst();
    }

    private List<String> letters(String subject) {
        return mailbox.lettersTo(address(user)).stream()
                .filter(letter -> {
                    try {
                        return letter.getSubject().contains(subject);
                    } catch (MessagingException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .map(Mailbox::text)
                .toList();
    }

    @Test
    void theSignInAfterItLeadsToThePageWhereAForeignPasskeyIsRemoved() {
        addPasskeys();
        WebFlow browser = browser();
        Answer done = reset(browser);
        // The link alone makes the second factor no weaker.
        assertThat(passkeys()).hasSize(2);
        browser.get("/account").expect(303);
        Answer signIn = browser.follow(done).expect(200);
        assertThat(signIn.body()).contains("remove what is not yours", "role=\"status\"");
        Answer second = browser.follow(browser.signIn(signIn, new TestUser(user.id(), user.username(), NEW_PASSWORD)));
        browser.get("/account").expect(303);
        Answer page = browser.follow(answer(browser, second, own)).expect(200);
        assertThat(page.body()).contains("Chrome, Linux", "http://evil.example/help", "name=\"remove-passkey\"");
        browser.send(page, "remove-passkey", TestPasskey.encode(foreign.id())).expect(303);
        assertThat(passkeys()).containsExactly("Chrome, Linux");
        WebFlow thief = browser();
        Answer asked = thief.get("/sign-in").expect(200);
        answer(thief, asked, foreign).expect(422);
    }

    @Test
    void whoComesForAnAppIsToldOfTheFactorsAndGoesOnToTheApp() {
        addPasskeys();
        WebFlow browser = browser();
        Answer ask = browser.get("/reset-password?" + browser.query()).expect(200);
        browser.send(ask, "account", user.username()).expect(200);
        Answer done = reset(browser);
        assertThat(done.header("Location")).contains("client_id=").doesNotContain("continue=");
        assertThat(browser.follow(done).body()).contains("remove what is not yours", "role=\"status\"");
    }

    @Test
    void theLetterAboutAnAddedFactorNamesItAndThePageThatRemovesIt() {
        addPasskeys();
        Waiting.until(
                "the letters about the passkeys",
                Duration.ofSeconds(20),
                () -> letters("factor was added").size() == 2);
        assertThat(letters("factor was added"))
                .allSatisfy(letter -> assertThat(letter)
                        .contains(server.base() + FACTORS, "remove it there, and change your password"))
                .anySatisfy(letter ->
                        assertThat(letter).contains("passkey “Chrome, Linux”").doesNotContain("evil"))
                .anySatisfy(letter -> assertThat(letter).contains("passkey “http evil example help”"));
    }

    @Test
    void theLetterNamesWhatWasAddedLatelyAndItsNamesAreNoLinks() {
        addPasskeys();
        server.update(
                "UPDATE passkeys SET created_at = now() - interval '31 days' WHERE credential_id = :id",
                "id",
                own.id());
        reset(browser());
        assertThat(letter())
                .contains("added in the last 30 days", "passkey “http evil example help”")
                .doesNotContain("evil.example", "Chrome, Linux");
    }

    @Test
    void withoutFactorsThereIsNothingToReview() {
        WebFlow browser = browser();
        Answer done = reset(browser);
        assertThat(done.header("Location")).doesNotContain("continue=");
        assertThat(browser.follow(done).body()).contains("Sign in with the new password.");
        assertThat(letter()).doesNotContain("30 days");
    }
}
