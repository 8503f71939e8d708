package dev.latchkey.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.link.ResetLink;
import dev.latchkey.core.link.SignUpLink;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.MailServer;
import dev.latchkey.server.fixture.Mailbox;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import dev.latchkey.server.key.KeyDirectory;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** People make an account with a browser. */
class SignUpIT extends MailServer {

    private static final String PAGE = "/sign-up";

    private final WebFlow browser = browser();

    private static Answer fill(WebFlow browser, Answer page, String username) {
        return browser.send(
                page, "username", username, "new-password", NEW_PASSWORD, "repeated-password", NEW_PASSWORD);
    }

    private static String link(String address) {
        return ResetLink.url(
                PAGE,
                new SignUpLink(address, Instant.now().plusSeconds(60))
                        .write(server.bean(KeyDirectory.class).proofs()));
    }

    @Test
    void theAddressIsVerifiedFirst() {
        assertThat(http.get("/").body()).contains("href=\"/sign-up\"");
        assertThat(browser.get("/sign-in").body()).contains("href=\"/sign-up\"");
        Answer asked = browser.send(browser.get(PAGE).expect(200), "address", "nora@example.com");
        assertThat(asked.expectPage(200)).contains("nora@example.com");
        Answer page = browser.get(mailbox.link("nora@example.com", 1)).expect(200);
        assertThat(page.body()).contains("nora@example.com").doesNotContain("name=\"email\"");
        Answer done = browser.follow(fill(browser, page, "nora").expect(303));
        assertThat(done.body()).contains("role=\"status\"", "nora", "name=\"password\"");
        assertThat(server.sql()
                        .sql("SELECT email || ' ' || (email_verified_at IS NOT NULL) || ' ' || scopes[1] FROM users"
                                + " WHERE username = 'nora'")
                        .query(String.class)
                        .single())
                .isEqualTo("nora@example.com true read");
        browser.signIn(done, new TestUser(new UUID(0, 0), "nora", NEW_PASSWORD)).expect(303);
        browser.get("/account").expect(200);
        // The address is taken now, so the link is dead.
        WebFlow other = browser();
        assertThat(fill(other, other.get(link("nora@example.com")).expect(200), "nora2")
                        .expectPage(410))
                .contains("no longer works");
    }

    @Test
    void aKnownAddressGetsAnotherLetterAndTheSameAnswer() throws Exception {
        TestUser known = verified();
        Answer first = browser.send(browser.get(PAGE).expect(200), "address", address(known))
                .expect(200);
        Answer second = browser.send(browser.get(PAGE).expect(200), "address", "free@example.com")
                .expect(200);
        assertThat(second.body().replace("free@example.com", "X"))
                .isEqualTo(first.body().replace(address(known), "X"));
        assertThat(mailbox.letter(address(known), 1).getSubject()).contains("you have an account already");
        assertThat(Mailbox.text(mailbox.letter(address(known), 1))).contains("Account: " + known.username() + " (");
        assertThat(mailbox.link(address(known), 1)).isEqualTo("/sign-in");
    }

    @Test
    void programsThatOpenTheLinkMakeNoAccount() {
        String link = link("scanned@example.com");
        http.get(link).expect(200);
        http.send(http.request(link).HEAD(), null).expect(200);
        http.post(link, "username", "scanned", "new-password", NEW_PASSWORD, "repeated-password", NEW_PASSWORD)
                .expect(403);
        fill(browser, browser.get(link).expect(200), "scanned").expect(303);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''     | a wholly new secret | a wholly new secret | username          | Enter your username
            a b    | a wholly new secret | a wholly new secret | username          | cannot be a username
            taken  | a wholly new secret | a wholly new secret | username          | is taken
            free   | ''                  | ''                  | new-password      | Enter a new password
            free   | short               | short               | new-password      | at least 12 characters
            free   | password1234        | password1234        | new-password      | too easy to guess
            free   | a wholly new secret | a wholly old secret | repeated-password | differ
            """)
    void whatIsWrongIsSaidAtItsField(String username, String wanted, String repeated, String field, String text) {
        if (username.equals("taken")
                && server.database()
                        .users()
                        .findByUsername(new Username("taken"))
                        .isEmpty()) {
            TestUser.add(server.database(), "taken");
        }
        Answer refused = browser.send(
                        browser.get(link("wrong@example.com")).expect(200),
                        "username",
                        username,
                        "new-password",
                        wanted,
                        "repeated-password",
                        repeated)
                .expect(422);
        assertThat(refused.body())
                .containsPattern(
                        "<input id=\"" + field + "\"[^>]*aria-describedby=\"" + field + "-error\"[^>]*autofocus")
                .containsPattern("id=\"" + field + "-error\" role=\"alert\">[^<]*" + text)
                .doesNotContain("secret");
    }

    @Test
    void withoutMailTheAccountIsMadeAtOnceAndTheRequestGoesOn() {
        try (TestServer silent = TestServer.start(TestDatabase.fresh(), "latchkey.registration.enabled=true")) {
            TestClient client =
                    TestClient.named("shop").redirects(WebFlow.REDIRECT_URI).addTo(silent);
            WebFlow here = WebFlow.of(silent.http(), client);
            Answer page = here.get(PAGE + "?" + here.query()).expect(200);
            Answer bad = here.send(
                            page,
                            "username",
                            "olga",
                            "email",
                            "nonsense",
                            "new-password",
                            NEW_PASSWORD,
                            "repeated-password",
                            NEW_PASSWORD)
                    .expect(422);
            Answer signIn = here.follow(fill(here, bad, "olga").expect(303));
            assertThat(signIn.body()).contains("olga", "to continue to");
            Answer next = here.follow(here.signIn(signIn, new TestUser(new UUID(0, 0), "olga", NEW_PASSWORD)));
            if (next.status() == 200) {
                next = here.send(next, "decision", "allow");
            }
            assertThat(here.answerOf(next)).containsKey("code");
        }
    }

    @Test
    void withoutTheSettingThereIsNoPage() {
        try (TestServer closed = TestServer.start(server.settings())) {
            closed.http().get(PAGE).expect(404);
            assertThat(closed.http().get("/").body()).doesNotContain("/sign-up");
            assertThat(closed.http().get("/sign-in").body()).doesNotContain("/sign-up");
        }
    }

    @Test
    void accountsAndLettersAreLimitedByNetwork() {
        try (Mailbox letters = new Mailbox();
                TestServer limited = TestServer.start(
                        server.settings(),
                        letters.settings(
                                "latchkey.registration.enabled=true",
                                "latchkey.limits.registration.accounts=1",
                                "latchkey.limits.letter.letters=1"))) {
            WebFlow here = WebFlow.of(limited.http(), web);
            here.send(here.get(PAGE).expect(200), "address", "often@example.com")
                    .expect(200);
            here.send(here.get(PAGE).expect(200), "address", "OFTEN@example.com")
                    .expect(429);
            fill(here, here.get(link("one@example.com")).expect(200), "limited-one")
                    .expect(303);
            fill(here, here.get(link("two@example.com")).expect(200), "limited-two")
                    .expect(429);
        }
    }
}
