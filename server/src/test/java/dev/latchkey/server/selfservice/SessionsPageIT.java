package dev.latchkey.server.selfservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The browsers that a user is signed in with. */
class SessionsPageIT extends SignedInBrowser {

    private static final String PAGE = "/account/sessions";

    private Answer end(String session) {
        return browser.send(browser.get(PAGE).expect(200), "session", session);
    }

    @Test
    void eachSessionHasItsPlaceTimeAndBrowserAndThisOneIsMarked() {
        signedIn(user);
        server.update(
                "UPDATE browser_sessions SET user_agent = :agent, address = '203.0.113.7' WHERE id = :id",
                "agent",
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "id",
                UUID.fromString(session(user, 1)));
        String page = browser.get(PAGE).expectPage(200);
        assertThat(page).contains("Firefox on Linux", "203.0.113.7", "127.0.0.1", "Signed in ", " UTC");
        // This one is first, and has no button.
        assertThat(page.indexOf("This browser"))
                .isPositive()
                .isLessThan(page.indexOf("Firefox on Linux"))
                .isEqualTo(page.lastIndexOf("This browser"));
        assertThat(page)
                .contains("value=\"" + session(user, 1) + "\"")
                .doesNotContain("value=\"" + session(user, 0) + "\"");
        assertThat(signedIn(newUser()).get(PAGE).body()).doesNotContain("203.0.113.7", "value=\"others\"");
    }

    @Test
    void whatABrowserCallsItselfIsTextAndShort() {
        signedIn(user);
        for (String agent : List.of(
                "<script>alert(1)</script>", "\"><img/src=x/onerror=alert(1)>", "a".repeat(120), "<b>".repeat(40))) {
            server.update(
                    "UPDATE browser_sessions SET user_agent = :agent WHERE user_id = :id",
                    "agent",
                    agent,
                    "id",
                    user.id());
            assertThat(browser.get(PAGE).expectPage(200)).doesNotContain("<script", "<img/", "<b>", "a".repeat(41));
        }
    }

    @Test
    void endingOneEndsItsFamiliesAndNoOther() {
        WebFlow second = signedIn(user);
        WebFlow third = signedIn(user);
        Answer ended = tokens(second, "read");
        Answer offline = tokens(second, "read offline_access");
        Answer kept = tokens(third, "read");
        assertSays(end(session(user, 1)), "Browsers signed out: <strong dir=\"auto\">1<");
        second.get("/account").expect(303);
        third.get("/account").expect(200);
        assertLive(web, ended, false);
        assertLive(web, offline, true);
        assertLive(web, kept, true);
        assertThat(changes()).containsExactly("session.end");
        // In another tab it is still there to be ended.
        assertSays(end(session(user, 1)), "Nothing was changed");
        assertThat(changes()).hasSize(1);
    }

    @Test
    void endingAllOthersLeavesThisOne() {
        WebFlow second = signedIn(user);
        WebFlow third = signedIn(user);
        Answer ended = tokens(second, "read");
        Answer own = tokens(browser, "read");
        Answer done = browser.send(browser.get(PAGE).expect(200), "decision", "others");
        Answer page = assertSays(done, "Browsers signed out: <strong dir=\"auto\">2<");
        assertThat(page.body()).doesNotContain("value=\"others\"", "name=\"session\"");
        second.get("/account").expect(303);
        third.get("/account").expect(303);
        browser.get("/account").expect(200);
        assertLive(web, ended, false);
        assertLive(web, own, true);
        assertThat(changes()).containsExactly("session.end");
    }

    @Test
    void theSessionOfAnotherUserAndWhatIsNoneStay() {
        TestUser victim = newUser();
        WebFlow theirs = signedIn(victim);
        for (String id : List.of(session(victim, 0), UUID.randomUUID().toString(), "x", "")) {
            assertSays(end(id), "Nothing was changed");
        }
        browser.send(browser.get(PAGE), "decision", "others").expect(303);
        theirs.get("/account").expect(200);
        assertThat(changes()).isEmpty();
    }

    @Test
    void theOwnSessionEndsToo() {
        Answer ended = end(session(user, 0)).expect(303);
        assertThat(browser.follow(ended).expect(200).body()).contains("name=\"password\"");
    }

    @Test
    void aPageEnds() {
        server.update("""
                INSERT INTO browser_sessions (id, user_id, credential_version, amr, expires_at, remembered)
                SELECT gen_random_uuid(), :id, 0, 1, now() + interval '1 hour', false FROM generate_series(1, 60)
                """, "id", user.id());
        String page = browser.get(PAGE).expectPage(200);
        assertThat(page).contains("Only the 50 newest");
        assertSays(browser.send(browser.get(PAGE), "decision", "others"), "<strong dir=\"auto\">60<");
    }
}
