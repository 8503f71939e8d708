package dev.latchkey.server.selfservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every page of the account. */
class AccountPagesIT extends SignedInBrowser {

    /** A page with a change. */
    enum Part {
        PASSWORD("/account/password"),
        SESSIONS("/account/sessions"),
        APPLICATIONS("/account/applications");

        private final String path;

        Part(String path) {
            this.path = path;
        }

        /** The fields of a change that this user can make. */
        private String[] change(TestUser user) {
            return switch (this) {
                case PASSWORD ->
                    new String[] {
                        "current-password",
                        user.password(),
                        "new-password",
                        NEW_PASSWORD,
                        "repeated-password",
                        NEW_PASSWORD
                    };
                case SESSIONS -> new String[] {"decision", "others"};
                case APPLICATIONS -> new String[] {"application", client.id().toString()};
            };
        }
    }

    /** The page of a part, for a user for whom each change has something to do. */
    private Answer open(Part part) {
        signedIn(user);
        user.refreshToken(server, client);
        return browser.get(part.path).expect(200);
    }

    @Test
    void theAccountSaysWhoIsSignedInAndLeadsToItsParts() {
        String page = browser.get("/account").expectPage(200);
        assertThat(page)
                .contains(user.username(), user.username() + "@example.com", "Test " + user.username())
                .contains("\"/account/password\"", "\"/account/sessions\"", "\"/account/applications\"");
        assertThat(browser.get("/").expectPage(200)).contains("href=\"/account\"", user.username());
    }

    @Test
    void theAccountSignsOut() {
        Answer tokens = tokens(browser, "read");
        Answer answer =
                browser.send(browser.get("/account"), "decision", "sign-out").expect(303);
        assertThat(browser.follow(answer).body()).contains("You are signed out");
        assertLive(web, tokens, false);
        assertThat(browser.get("/account").expect(303).header("Location")).isEqualTo(server.base() + "/sign-in");
    }

    @ParameterizedTest
    @EnumSource
    void withoutASessionAPageLeadsToTheSignInAndBack(Part part) {
        WebFlow other = WebFlow.of(server, web);
        Answer signIn = other.follow(other.get(part.path)).expect(200);
        Answer signedIn = other.signIn(signIn, user).expect(303);
        assertThat(signedIn.header("Location")).isEqualTo(server.base() + part.path);
        assertThat(other.follow(signedIn).expect(200).body())
                .contains("href=\"/account\"")
                .doesNotContain("role=\"status\"");
    }

    @ParameterizedTest
    @EnumSource
    void withARecentSignInAChangeIsMade(Part part) {
        browser.send(open(part), part.change(user)).expect(303);
        assertThat(changes()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void withoutARecentSignInNothingIsChangedAndTheUserSignsInAgain(Part part) {
        Answer page = open(part);
        pass();
        Answer refused = browser.send(page, part.change(user)).expect(303);
        assertThat(changes()).isEmpty();
        assertThat(refused.header("Location"))
                .isEqualTo(server.base() + "/sign-in?continue="
                        + part.path.substring(1).replace('/', '-'));
        Answer signIn = browser.follow(refused).expect(200);
        assertThat(signIn.body()).contains("value=\"" + user.username() + "\"", "enter your password again");
        // Coming again does not help.
        assertThat(browser.send(page, part.change(user)).expect(303).header("Location"))
                .contains("/sign-in?continue=");
        browser.signIn(signIn, new TestUser(user.id(), user.username(), "wrong"))
                .expect(422);
        assertThat(browser.send(page, part.change(user)).expect(303).header("Location"))
                .contains("/sign-in?continue=");
        assertThat(changes()).isEmpty();
        Answer again = assertSays(browser.signIn(signIn, user), "next five minutes");
        browser.send(again, part.change(user)).expect(303);
        assertThat(changes()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void aFormThatThisBrowserDidNotGetFromThePageIs403(Part part) {
        Answer page = open(part);
        String[] good = WebFlow.form(page, part.change(user));
        browser.post(part.path, part.change(user)).expect(403);
        browser.post(part.path, WebFlow.form(page, append(part.change(user), "token", "x".repeat(80))))
                .expect(403);
        for (Part other : Part.values()) {
            if (other != part) {
                browser.post(part.path, WebFlow.form(browser.get(other.path), part.change(user)))
                        .expect(403);
            }
        }
        // Another browser, of the same user and of another one.
        signedIn(user).post(part.path, good).expect(403);
        signedIn(newUser()).post(part.path, good).expect(403);
        WebFlow.of(server, web).post(part.path, good).expect(403);
        browser.exchange(
                        http.request(part.path)
                                .header("Sec-Fetch-Site", "cross-site")
                                .POST(BodyPublishers.ofString(Http.encode(good))),
                        Http.FORM)
                .expect(403);
        assertThat(changes()).isEmpty();
        browser.post(part.path, good).expect(303);
        assertThat(changes()).hasSize(1);
    }

    private static String[] append(String[] fields, String name, String value) {
        String[] all = Arrays.copyOf(fields, fields.length + 2);
        all[fields.length] = name;
        all[fields.length + 1] = value;
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void aFormWithAFieldTwiceIsRefused(Part part) {
        String form = Http.encode(WebFlow.form(open(part), part.change(user)));
        browser.exchange(http.request(part.path).POST(BodyPublishers.ofString(form + "&" + form)), Http.FORM)
                .expect(400);
        assertThat(changes()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aFormFromBeforeAnotherSignInDoesNothingAndSaysSo(Part part) {
        Answer page = open(part);
        browser.signIn(browser.open("prompt", "login"), user).expect(303);
        assertSays(browser.send(page, part.change(user)), "Nothing was changed");
        assertThat(changes()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aFormInTheSessionOfAnotherUserDoesNothing(Part part) {
        Answer page = open(part);
        String cookie = String.valueOf(browser.cookies().get("latchkey-form"));
        WebFlow thief = signedIn(newUser());
        thief.cookies().put("latchkey-form", cookie);
        thief.post(part.path, WebFlow.form(page, part.change(user))).expect(303);
        assertThat(changes()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aDisabledUserSeesAndChangesNothing(Part part) {
        Answer page = open(part);
        server.database().userChanges().disable(user.in(server.database()), Attribution.of("test"));
        assertThat(browser.send(page, part.change(user)).expect(303).header("Location"))
                .contains("/sign-in?continue=");
        assertThat(browser.get(part.path).expect(303).header("Location")).contains("/sign-in?continue=");
        assertThat(changes()).isEmpty();
    }

    @Test
    void aLinkCannotHaveAPageSayThatSomethingHappened() {
        signedIn(user);
        Answer done = browser.send(browser.get("/account/sessions"), "decision", "others")
                .expect(303);
        String url = String.valueOf(done.header("Location"))
                .substring(server.base().toString().length());
        String mark = url.substring(url.indexOf("done=") + 5);
        assertThat(browser.get(url).body()).contains("role=\"status\"", "Browsers signed out");
        // Another page, another session, another mark.
        for (String other : List.of("/account", "/account/applications")) {
            assertThat(browser.get(other + "?done=" + mark).expect(200).body()).doesNotContain("role=\"status\"");
        }
        assertThat(signedIn(user).get(url).expect(200).body()).doesNotContain("role=\"status\"");
        for (String forged : List.of("", "x", "PASSWORD_CHANGED", mark.substring(1), mark + "AAAA")) {
            assertThat(browser.get("/account/sessions?done=" + forged)
                            .expect(200)
                            .body())
                    .doesNotContain("role=\"status\"");
        }
    }

    @Test
    void aSignInLeadsToPagesOfTheAccountByNameAndNowhereElse() {
        for (String to : List.of(
                "https://evil.example", "//evil.example", "/", "account-elsewhere", "/oauth2/logout", "PASSWORD")) {
            assertThat(browser.get("/sign-in?continue=" + Http.encode(to))
                            .expect(303)
                            .header("Location"))
                    .isEqualTo(server.base() + "/account");
        }
        assertThat(browser.get("/sign-in?continue=account-password").expect(303).header("Location"))
                .isEqualTo(server.base() + "/account/password");
    }

    @Test
    void signingInAgainKeepsTheBrowserSignedInForAsLong() {
        WebFlow remembered = WebFlow.of(server, web);
        remembered.signIn(remembered.get("/sign-in"), user, "remember", "true").expect(303);
        pass();
        assertThat(remembered
                        .get("/sign-in?continue=account-sessions")
                        .expect(200)
                        .body())
                .containsPattern("name=\"remember\" value=\"true\" checked");
        // The account itself changes nothing, and asks for nothing.
        remembered.get("/account").expect(200);
    }
}
