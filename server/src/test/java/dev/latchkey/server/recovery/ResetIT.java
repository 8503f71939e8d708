package dev.latchkey.server.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.Recovery.Account;
import dev.latchkey.core.account.User;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.link.ResetLink;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.MailServer;
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
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A new password by a link: CVE-2026-18963 and CVE-2026-37982 among others. */
class ResetIT extends MailServer {

    private static final String PAGE = "/reset-password";

    private final WebFlow browser = browser();

    /** A link as a letter has it, good for the account as it is now. */
    private static String link(TestUser user) {
        return link(user, Instant.now().plus(Duration.ofMinutes(30)));
    }

    private static String link(TestUser user, Instant expiresAt) {
        Account account = server.database().recovery().find(user.id()).orElseThrow();
        return ResetLink.url(
                PAGE,
                account.link(expiresAt).write(server.bean(KeyDirectory.class).proofs()));
    }

    private static Answer ask(WebFlow browser, String typed) {
        return browser.send(browser.get(PAGE).expect(200), "account", typed);
    }

    private static Answer set(WebFlow browser, Answer page, String password) {
        return browser.send(page, "new-password", password, "repeated-password", password);
    }

    private static void assertPassword(TestUser user, String password) {
        http.signIn(app, user.username(), password).expect(200);
    }

    private static void assertDead(Answer answer) {
        assertThat(answer.expectPage(410)).contains("This link no longer works");
    }

    /** Until every request that was sent so far has become a letter or nothing. */
    private static void drain() {
        Waiting.until(
                "the outbox is empty",
                Duration.ofSeconds(20),
                () -> server.database().outbox().waiting().count() == 0);
    }

    @Test
    void aForgottenPasswordIsReplacedByTheMailedLink() throws Exception {
        TestUser user = verified();
        WebFlow elsewhere = signedIn(user);
        String refreshToken = user.refreshToken(server, app);
        assertThat(browser.get("/sign-in").body()).contains("href=\"/reset-password\"");
        assertThat(ask(browser, user.username()).expectPage(200)).contains("Check your mailbox");
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
    void onlyAVerifiedAddressOfAnEnabledUserGetsALetter() {
        TestUser unverified = unverified();
        TestUser disabled = verified();
        User found = disabled.in(server.database());
        server.database().userChanges().disable(found, Attribution.of("test"));
        TestUser control = verified();
        for (String typed : List.of(
                unverified.username(), address(unverified), disabled.username(), address(disabled), "unknown", "x@y")) {
            ask(browser, typed).expect(200);
        }
        ask(browser, address(control).toUpperCase(Locale.ROOT)).expect(200);
        mailbox.letter(address(control), 1);
        drain();
        assertThat(mailbox.lettersTo(address(unverified))).isEmpty();
        assertThat(mailbox.lettersTo(address(disabled))).isEmpty();
    }

    @Test
    void theAnswerIsTheSameForEveryAccountAndForNone() {
        TestUser user = verified();
        Answer known = ask(browser, user.username()).expect(200);
        Answer unknown = ask(browser, "unknown-" + user.username()).expect(200);
        assertThat(unknown.body()).isEqualTo(known.body());
        assertThat(unknown.response().headers().map().keySet())
                .isEqualTo(known.response().headers().map().keySet());
        drain();
    }

    /** What an answer costs is what it does in the database: the same for each, before an account is looked for. */
    @Test
    void everyRequestWritesOneRowThatDiffersInTheTextOnly() {
        TestUser user = verified();
        server.sql().sql("""
                        CREATE TABLE asked AS SELECT * FROM outbox WITH NO DATA;
                        CREATE FUNCTION log_asked() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN
                            INSERT INTO asked SELECT NEW.*;
                            RETURN NEW;
                        END $$;
                        CREATE TRIGGER asked BEFORE INSERT ON outbox FOR EACH ROW WHEN (NEW.kind = 'reset-request')
                            EXECUTE FUNCTION log_asked();
                        """).update();
        for (String typed : List.of("unknown", user.username(), address(user), "x".repeat(1_000))) {
            ask(browser, typed).expect(200);
        }
        drain();
        assertThat(server.sql()
                        .sql(
                                "SELECT count(*) || ' ' || count(DISTINCT (kind, user_id, client_id, session_id, language))"
                                        + " FROM asked")
                        .query(String.class)
                        .single())
                .isEqualTo("4 1");
        server.sql()
                .sql("DROP TRIGGER asked ON outbox; DROP FUNCTION log_asked; DROP TABLE asked")
                .update();
    }

    @Test
    void anotherUsersNameDoesNotCatchTheLettersOfAnAddress() {
        TestUser owner = verified();
        TestUser thief = TestUser.add(server.database(), address(owner));
        server.update("UPDATE users SET email = 'thief@example.com' WHERE id = :id", "id", thief.id());
        server.database().personChanges().setEmailVerified(thief.id(), true, Attribution.of("test"));
        ask(browser, address(owner)).expect(200);
        mailbox.letter(address(owner), 1);
        drain();
        assertThat(mailbox.lettersTo("thief@example.com")).isEmpty();
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
    void lettersAreLimitedByRecipientAccountAndNetwork() {
        try (Mailbox letters = new Mailbox();
                TestServer limited = TestServer.start(
                        TestDatabase.fresh(),
                        letters.settings(
                                "latchkey.limits.letter.letters=2", "latchkey.limits.letter.from-network=8"))) {
            TestUser user = TestUser.add(limited.database(), "limited");
            limited.database().personChanges().setEmailVerified(user.id(), true, Attribution.of("test"));
            WebFlow here = WebFlow.of(limited.http(), web);
            for (String typed : List.of(user.username(), "unknown")) {
                ask(here, typed).expect(200);
                ask(here, typed.toUpperCase(Locale.ROOT)).expect(200);
                Answer refused = ask(here, typed);
                assertThat(refused.expect(429).header("RateLimit-Policy")).isEqualTo("\"letter\";q=2;w=3600");
            }
            letters.letter(address(user), 2);
            // By another text, and to an account that has had its letters.
            ask(here, address(user)).expect(200);
            ask(here, "x").expect(200);
            assertThat(ask(here, "y").expect(429).header("RateLimit-Policy")).isEqualTo("\"letter\";q=8;w=3600");
            Waiting.until(
                    "the outbox is empty",
                    Duration.ofSeconds(20),
                    () -> limited.database().outbox().waiting().count() == 0);
            assertThat(letters.lettersTo(address(user))).hasSize(2);
        }
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
