package dev.latchkey.server.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.User;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.Mailbox;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import dev.latchkey.server.fixture.WebFlow;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Requests for a link by mail: which account gets a letter, and that the answer tells nothing of it. */
class ResetRequestIT extends ResetServer {

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
}
