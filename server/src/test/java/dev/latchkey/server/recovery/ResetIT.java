package dev.latchkey.server.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.link.ResetLink;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.Mailbox;
import dev.latchkey.server.fixture.TestApp;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import dev.latchkey.server.fixture.WebFlow;
import dev.latchkey.server.key.KeyDirectory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A new password by a link: CVE-2026-18963 and CVE-2026-37982 among others. */
class ResetIT extends ResetServer {

    @Test
    void aForgottenPasswordIsReplacedByTheMailedLink() throws Exception {
        TestUser user = verified();
        WebFlow elsewhere = signedIn(user);
        String refreshToken = user.refreshToken(server, app);
        assertThat(browser.get("/sign-in").body()).contains("href=\"/reset-password\"");
        assertThat(ask(browser, user.username()).expectPage(200)).contains("Check your email");
        String link = mailbox.link(address(user), 1);
        assertThat(Mailbox.text(mailbox.letter(address(user), 1))).contains("30 minutes", user.username());
        Answer page = browser.get(link).expect(200);
        assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
        Answer done = set(browser, page, NEW_PASSWORD).expect(303);
        assertThat(browser.follow(done).body())
                .contains("role=\"status\"", "Your password was changed", "name=\"password\"");
        // No session by the link, and none left from before.
        browser.get("/account").expect(303);
        elsewhere.get("/account").expect(303);
        http.refresh(app, refreshToken).expectError(400, "invalid_grant");
        http.signIn(app, user).expectError(400, "invalid_grant");
        assertPassword(user, NEW_PASSWORD);
        // The owner is told, and the link acts once.
        assertThat(mailbox.letter(address(user), 2).getSubject()).contains("password was changed");
        assertDead(browser.get(link));
        assertThat(server.sql()
                        .sql("SELECT actor || ' ' || (details ->> 'by') FROM audit_log WHERE target_id = :id"
                                + " AND action = 'user.password'")
                        .param("id", user.id())
                        .query(String.class)
                        .list())
                .containsExactly("user:" + user.username() + " reset_link");
    }

    @Test
    void programsThatOpenTheLinkChangeNothing() {
        TestUser user = verified();
        String link = link(user);
        for (int i = 0; i < 3; i++) {
            http.get(link).expect(200);
            http.send(http.request(link).HEAD(), null).expect(200);
        }
        // A form that this server did not give to this browser.
        http.post(link, "new-password", NEW_PASSWORD, "repeated-password", NEW_PASSWORD)
                .expect(403);
        assertPassword(user, user.password());
        set(browser, browser.get(link).expect(200), NEW_PASSWORD).expect(303);
        assertPassword(user, NEW_PASSWORD);
    }

    @Test
    void aLinkThatWasUsedIsDead() {
        TestUser user = verified();
        String link = link(user);
        Answer first = browser.get(link).expect(200);
        Answer second = browser.get(link).expect(200);
        set(browser, first, NEW_PASSWORD).expect(303);
        assertDead(set(browser, second, "yet another secret one"));
        assertDead(browser.get(link));
        assertPassword(user, NEW_PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE users SET password_hash = '{argon2}x' WHERE id = :id",
                "UPDATE users SET disabled_at = now() WHERE id = :id",
                "UPDATE users SET disabled_at = now() WHERE id = :id; UPDATE users SET disabled_at = NULL WHERE id = :id",
                "UPDATE users SET email = 'other-' || email WHERE id = :id",
                "UPDATE users SET email = 'other-' || email, email_verified_at = now() + interval '1 s' WHERE id = :id",
                "UPDATE users SET email_verified_at = NULL WHERE id = :id",
                "DELETE FROM users WHERE id = :id"
            })
    void whateverChangesTheAccountEndsItsLinks(String change) {
        TestUser user = verified();
        String link = link(user);
        Answer page = browser.get(link).expect(200);
        server.update(change, "id", user.id());
        assertDead(set(browser, page, NEW_PASSWORD));
        assertDead(browser.get(link));
        http.signIn(app, user.username(), NEW_PASSWORD).expectError(400, "invalid_grant");
    }

    @Test
    void anExpiredLinkIsDead() {
        TestUser user = verified();
        Answer page = browser.get(link(user, Instant.now().plusSeconds(2))).expect(200);
        String link = link(user, Instant.now().minusSeconds(1));
        assertDead(browser.get(link));
        Waiting.until(
                "the link has expired",
                Duration.ofSeconds(10),
                () -> set(browser, page, "short").status() == 410);
        assertDead(set(browser, page, NEW_PASSWORD));
        assertPassword(user, user.password());
    }

    @Test
    void aLinkIsGoodForThirtyMinutes() {
        TestUser user = verified();
        ask(browser, user.username());
        String token = mailbox.link(address(user), 1).replaceAll(".*token=", "");
        Instant expiresAt = ResetLink.read(server.bean(KeyDirectory.class).proofs(), token)
                .orElseThrow()
                .expiresAt();
        assertThat(expiresAt)
                .isBetween(
                        Instant.now().plus(Duration.ofMinutes(29)),
                        Instant.now().plus(Duration.ofMinutes(31)));
    }

    @Test
    void aLinkThatIsAlteredAtAnyByteIsDead() {
        TestUser user = verified();
        String token = link(user).replaceAll(".*token=", "");
        byte[] bytes = Base64.getUrlDecoder().decode(token);
        for (int i = 0; i < bytes.length; i++) {
            byte[] altered = bytes.clone();
            altered[i] ^= 1;
            assertDead(browser.get(
                    PAGE + "?token=" + Base64.getUrlEncoder().withoutPadding().encodeToString(altered)));
        }
        for (String other : List.of("x", token.substring(1), token + "AA", token.substring(0, token.length() - 2))) {
            assertDead(browser.get(PAGE + "?token=" + other));
        }
    }

    @Test
    void ofTwoFormsAtOnceOneSetsThePassword() throws Exception {
        TestUser user = verified();
        String link = link(user);
        WebFlow other = browser();
        Answer here = browser.get(link).expect(200);
        Answer there = other.get(link).expect(200);
        List<Callable<Answer>> both =
                List.of(() -> set(browser, here, NEW_PASSWORD), () -> set(other, there, "yet another secret one"));
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (Future<Answer> answer : threads.invokeAll(both)) {
                statuses.add(answer.get().status());
            }
        }
        assertThat(statuses).containsExactlyInAnyOrder(303, 410);
        assertPassword(user, statuses.getFirst() == 303 ? NEW_PASSWORD : "yet another secret one");
    }

    @Test
    void aFormThatWaitsWhileTheUserIsDisabledChangesNothing() throws Exception {
        TestUser user = verified();
        Answer page = browser.get(link(user)).expect(200);
        assertDead(server.whileChanging(
                "UPDATE users SET disabled_at = now() WHERE id = '" + user.id() + "'",
                () -> set(browser, page, NEW_PASSWORD)));
        assertThat(user.hashIn(server)).isEqualTo(verified().hashIn(server));
    }

    /** CVE-2026-37982: the link proves a mailbox, and nothing of what the user has. */
    @Test
    void theSecondFactorIsStillAskedForAndTheLinkAddsNone() {
        TestUser user = verified();
        TestApp factor = TestApp.add(server, user);
        String link = link(user);
        set(browser, browser.get(link).expect(200), NEW_PASSWORD).expect(303);
        Answer next = browser.signIn(browser.get("/sign-in"), new TestUser(user.id(), user.username(), NEW_PASSWORD));
        assertThat(next.expect(303).header("Location")).endsWith("/sign-in/second");
        browser.get("/account").expect(303);
        Answer entered = browser.send(browser.follow(next), "code", factor.code());
        assertThat(entered.expect(303).header("Location")).endsWith("/account");
        browser.get("/account").expect(200);
    }

    @Test
    void aUserWhoMustHaveAFactorAddsItAfterTheSignIn() {
        try (TestServer strict =
                TestServer.start(server.settings(), mailbox.settings("latchkey.second-factor=required"))) {
            TestUser user = verified();
            WebFlow here = WebFlow.of(strict.http(), web);
            String link = link(user);
            set(here, here.get(link).expect(200), NEW_PASSWORD).expect(303);
            assertThat(server.sql()
                            .sql("SELECT count(*) FROM totp WHERE user_id = :id")
                            .param("id", user.id())
                            .query(Integer.class)
                            .single())
                    .isZero();
            here.get("/account").expect(303);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                  | ''                  | new-password      | Enter a new password
            short               | short               | new-password      | at least 12 characters
            password1234        | password1234        | new-password      | too easy to guess
            a wholly new secret | a wholly old secret | repeated-password | differ
            """)
    void thePolicyIsThatOfTheAccountPage(String wanted, String repeated, String field, String text) {
        TestUser user = verified();
        String link = link(user);
        Answer refused = browser.send(
                        browser.get(link).expect(200), "new-password", wanted, "repeated-password", repeated)
                .expect(422);
        assertThat(refused.body())
                .containsPattern(
                        "<input id=\"" + field + "\"[^>]*aria-describedby=\"" + field + "-error\"[^>]*autofocus")
                .containsPattern("id=\"" + field + "-error\" role=\"alert\">[^<]*" + text)
                .doesNotContain("secret");
        set(browser, refused, NEW_PASSWORD).expect(303);
    }

    @Test
    void withoutMailThereIsNoPageButALinkOfAnAdministratorWorks() {
        TestUser user = unverified();
        try (TestServer silent = TestServer.start(server.settings())) {
            WebFlow here = WebFlow.of(silent.http(), web);
            assertThat(here.get("/sign-in").body()).doesNotContain("reset-password");
            here.get(PAGE).expectPage(404);
            String link = link(user);
            set(here, here.get(link).expect(200), NEW_PASSWORD).expect(303);
            assertDead(here.get(link));
        }
        assertPassword(user, NEW_PASSWORD);
    }
}
