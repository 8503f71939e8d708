package dev.latchkey.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.User;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.session.Acr;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestApp;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An account changes while its user is between the password and the second factor. */
class ChangedMeanwhileIT {

    private static final Attribution BY = Attribution.of("test");
    private static final String AGAIN = "your account was changed meanwhile";

    private static TestServer server;
    private static TestClient app;
    private static TestClient bank;
    private static int number;

    private TestUser user;
    private WebFlow browser;

    /** What happens. */
    enum Change {
        FACTORS_RESET {
            @Override
            void make(User account) {
                server.database().factors().changes().reset(account.id(), BY);
            }
        },
        DISABLED {
            @Override
            void make(User account) {
                server.database().userChanges().disable(account, BY);
            }
        },
        DELETED {
            @Override
            void make(User account) {
                server.database().userChanges().delete(account, BY);
            }
        },
        NEW_PASSWORD {
            @Override
            void make(User account) {
                server.update(
                        "UPDATE users SET password_hash = password_hash || ' ' WHERE id = :id", "id", account.id());
            }
        };

        abstract void make(User account);
    }

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        app = TestClient.named("app").redirects(WebFlow.REDIRECT_URI).addTo(server);
        bank = TestClient.named("bank")
                .redirects(WebFlow.REDIRECT_URI)
                .acr(Acr.TWO_FACTORS)
                .addTo(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void addUser() {
        user = TestUser.add(server.database(), "user" + ++number);
        browser = WebFlow.of(server, app);
    }

    private Answer afterPassword() {
        return browser.follow(browser.signIn(browser.open(), user).expect(303)).expect(200);
    }

    private void assertBeginsAgain(Answer answer) {
        answer.expect(303);
        assertThat(browser.cookies()).doesNotContainKeys("latchkey", "latchkey-proved");
        Answer page = browser.follow(answer);
        assertThat(page.expectPage(200)).contains("role=\"status\"", AGAIN, "name=\"password\"", "to continue to");
    }

    @ParameterizedTest
    @EnumSource
    void thePageForTheCodeLeadsBack(Change change) {
        TestApp.add(server, user);
        afterPassword();
        String page = "/sign-in/second?" + browser.query();
        String recovery = "/sign-in/recovery?" + browser.query();
        change.make(user.in(server.database()));
        WebFlow other = browser.at(server.http(), app);
        assertThat(other.get(recovery).expect(303).header("Location")).contains("done=");
        assertBeginsAgain(browser.get(page));
        // Without a password that was proved there is nothing to tell.
        assertThat(browser.get(page).expect(303).header("Location")).doesNotContain("done=");
    }

    @ParameterizedTest
    @EnumSource
    void itsFormLeadsBackAndSignsInNoOne(Change change) {
        TestApp phone = TestApp.add(server, user);
        Answer page = afterPassword();
        change.make(user.in(server.database()));
        assertBeginsAgain(browser.send(page, "code", phone.code(), "decision", "sign-in"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Change.class,
            names = {"DISABLED", "DELETED", "NEW_PASSWORD"})
    void thePageForANewFactorLeadsBack(Change change) {
        browser = WebFlow.of(server, bank);
        Answer page = afterPassword();
        assertThat(page.body()).contains("class=\"qr\"");
        change.make(user.in(server.database()));
        WebFlow other = browser.at(server.http(), bank);
        assertBeginsAgain(other, other.send(page, "code", "123456", "decision", "add"));
        assertBeginsAgain(browser.get("/sign-in/add-app?" + browser.query()));
    }

    private static void assertBeginsAgain(WebFlow browser, Answer answer) {
        assertThat(browser.follow(answer.expect(303)).body()).contains(AGAIN);
    }

    @Test
    void aUserWithoutFactorsWhoOpensThePageForCodesIsSentOn() {
        browser = WebFlow.of(server, bank);
        afterPassword();
        assertThat(browser.get("/sign-in/second?" + browser.query()).expect(303).header("Location"))
                .contains("/sign-in/add-app?");
    }

    @Test
    void afterTheResetThePasswordIsEnoughWhereThePolicyAllowsIt() {
        TestApp.add(server, user);
        Answer page = afterPassword();
        Change.FACTORS_RESET.make(user.in(server.database()));
        Answer signIn = browser.follow(browser.send(page, "code", "123456", "decision", "sign-in"));
        Answer next = browser.follow(browser.signIn(signIn, user).expect(303));
        assertThat(next.status() == 303 || next.body().contains("value=\"allow\""))
                .isTrue();
        assertThat(browser.cookies()).containsKey("latchkey");
    }
}
