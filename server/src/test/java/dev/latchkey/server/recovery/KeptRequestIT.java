package dev.latchkey.server.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.MailServer;
import dev.latchkey.server.fixture.Mailbox;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.web.util.HtmlUtils;

/** A person who came from an application gets there by way of a letter. */
class KeptRequestIT extends MailServer {

    private static final String KEPT = "latchkey-request";

    private final WebFlow browser = browser();

    /** Follows the link of a page that begins so. */
    private static Answer press(WebFlow browser, Answer page, String path) {
        Matcher link = Pattern.compile("href=\"(" + path + "[^\"]*)\"").matcher(page.body());
        assertThat(link.find()).as(page.body()).isTrue();
        return browser.get(HtmlUtils.htmlUnescape(link.group(1))).expect(200);
    }

    private static Answer askForReset(WebFlow browser, Answer signIn, TestUser user) {
        return browser.send(press(browser, signIn, "/reset-password"), "account", user.username())
                .expect(200);
    }

    private static Answer choosePassword(WebFlow browser, Answer page) {
        return browser.send(page, "new-password", NEW_PASSWORD, "repeated-password", NEW_PASSWORD)
                .expect(303);
    }

    private static TestUser withNewPassword(TestUser user) {
        return new TestUser(user.id(), user.username(), NEW_PASSWORD);
    }

    private static void assertArrives(WebFlow browser, Answer signIn, TestUser user) {
        Answer next = browser.follow(browser.signIn(signIn, user).expect(303));
        if (next.status() == 200) {
            next = browser.follow(browser.send(next, "decision", "allow"));
        }
        assertThat(browser.answerOf(next)).containsKey("code").containsEntry("state", "state-1");
    }

    @Test
    void aRequestAndItsLanguageOutlastAForgottenPassword() throws Exception {
        TestUser user = verified();
        Answer sent = askForReset(browser, browser.open("ui_locales", "fr"), user);
        assertThat(sent.body()).contains("lang=\"fr\"", "href=\"/sign-in?response_type=code&amp;client_id=web");
        assertThat(mailbox.letter(address(user), 1).getSubject()).contains("nouveau mot de passe");
        String link = mailbox.link(address(user), 1);
        // Neither the relay nor another reader of the letter learns of the request.
        assertThat(link).matches("/reset-password\\?token=[\\w-]{1,300}");
        assertThat(Mailbox.text(mailbox.letter(address(user), 1))).doesNotContain("client_id", "state-1");
        Answer page = browser.get(link).expect(200);
        assertThat(page.body()).contains("lang=\"fr\"");
        Answer signIn = browser.follow(choosePassword(browser, page)).expect(200);
        assertThat(signIn.body())
                .contains("lang=\"fr\"", "role=\"status\"", "<strong dir=\"auto\">web</strong>")
                .containsPattern("id=\"username\"[^>]* value=\"" + user.username() + "\"");
        assertThat(browser.cookies()).doesNotContainKey(KEPT);
        assertArrives(browser, signIn, withNewPassword(user));
    }

    @Test
    void aRequestOutlastsAMailedSignUp() throws Exception {
        Answer page = press(browser, browser.open("ui_locales", "es"), "/sign-up");
        browser.send(page, "address", "kept@example.com").expect(200);
        assertThat(mailbox.letter("kept@example.com", 1).getSubject()).contains("cuenta");
        String link = mailbox.link("kept@example.com", 1);
        assertThat(link).matches("/sign-up\\?token=[\\w-]{1,300}");
        Answer form = browser.get(link).expect(200);
        assertThat(form.body()).contains("lang=\"es\"", "href=\"/sign-in?response_type=code");
        Answer signIn = browser.follow(
                browser.send(form, "username", "kept", "new-password", NEW_PASSWORD, "repeated-password", NEW_PASSWORD)
                        .expect(303));
        assertThat(signIn.body()).contains("role=\"status\"").containsPattern("id=\"username\"[^>]* value=\"kept\"");
        assertArrives(browser, signIn, new TestUser(new UUID(0, 0), "kept", NEW_PASSWORD));
    }

    @Test
    void aPageForADeviceIsKeptToo() {
        TestUser user = verified();
        askForReset(browser, browser.get("/sign-in?continue=device&user_code=WDJB-MJHT"), user);
        Answer done = choosePassword(
                browser, browser.get(mailbox.link(address(user), 1)).expect(200));
        Answer signedIn = browser.signIn(browser.follow(done), withNewPassword(user));
        assertThat(signedIn.header("Location")).endsWith("/device?user_code=WDJB-MJHT");
    }

    /** A person who asks for a letter to another one has that one do nothing but choose a password. */
    @Test
    void anotherBrowserThatOpensTheLinkDoesNotGetTheRequest() {
        TestUser user = verified();
        askForReset(browser, browser.open(), user);
        WebFlow elsewhere = browser();
        Answer done = choosePassword(
                elsewhere, elsewhere.get(mailbox.link(address(user), 1)).expect(200));
        Answer signedIn = elsewhere.signIn(elsewhere.follow(done), withNewPassword(user));
        assertThat(signedIn.header("Location")).endsWith("/account");
    }

    @Test
    void aRequestOfAnotherBrowserOrThatIsAlteredIsNotKept() {
        TestUser user = verified();
        askForReset(browser, browser.open(), user);
        String value = String.valueOf(browser.cookies().get(KEPT));
        String link = mailbox.link(address(user), 1);
        WebFlow victim = browser();
        victim.cookies().put(KEPT, value);
        assertThat(sentTo(victim, link)).doesNotContain("client_id");
        for (String altered :
                new String[] {value.replace("state-1", "state-2"), value.substring(1), value + "&x=y", "x", "." + value
                }) {
            browser.cookies().put(KEPT, altered);
            assertThat(browser.get(link + "x").expect(410).body()).doesNotContain("client_id");
        }
        browser.cookies().put(KEPT, value);
        assertThat(browser.get(link + "x").expect(410).body()).contains("client_id=web");
    }

    private static String sentTo(WebFlow browser, String link) {
        return String.valueOf(
                choosePassword(browser, browser.get(link).expect(200)).header("Location"));
    }

    @Test
    void aRequestThatIsRefusedByNowDoesNotStandInTheWay() {
        TestUser user = verified();
        TestClient closing = TestClient.named("closing" + user.username())
                .redirects(WebFlow.REDIRECT_URI)
                .addTo(server);
        WebFlow here = browser.at(http, closing);
        askForReset(here, here.open(), user);
        String link = mailbox.link(address(user), 1);
        server.database()
                .clientChanges()
                .disable(
                        server.database()
                                .clients()
                                .findByClientId(closing.clientId())
                                .orElseThrow(),
                        Attribution.of("test"));
        server.reload();
        Answer signIn = here.follow(choosePassword(here, here.get(link).expect(200)));
        assertThat(signIn.expectPage(200)).contains("role=\"status\"");
        assertThat(here.signIn(signIn, withNewPassword(user)).header("Location"))
                .endsWith("/account");
    }

    @Test
    void theLastLetterCountsAndAnythingTooLongIsNotKept() {
        TestUser user = verified();
        askForReset(browser, browser.open(), user);
        assertThat(browser.cookies()).containsKey(KEPT);
        askForReset(browser, browser.get("/sign-in"), user);
        assertThat(browser.cookies()).doesNotContainKey(KEPT);
        askForReset(browser, browser.open("state", "x".repeat(4_000)), user);
        assertThat(browser.cookies()).doesNotContainKey(KEPT);
    }
}
