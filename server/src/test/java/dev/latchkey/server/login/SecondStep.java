package dev.latchkey.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestApp;
import dev.latchkey.server.fixture.WebFlow;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Users who have an authenticator app, and the second step of their sign-in. */
abstract class SecondStep extends EachUser {

    TestApp phone;

    @BeforeAll
    static void start() {
        begin("latchkey.limits.account.failures=5");
    }

    @BeforeEach
    void addPhone() {
        phone = TestApp.add(server, user);
    }

    /** The page for the code, after the right password. */
    Answer second(WebFlow browser, String... changes) {
        Answer answer = browser.signIn(browser.open(changes), user).expect(303);
        assertThat(answer.header("Location")).contains("/sign-in/second?");
        return browser.follow(answer).expect(200);
    }

    static Answer send(WebFlow browser, Answer page, String code) {
        return browser.send(page, "code", code, "decision", "sign-in");
    }

    static Answer recoveryPage(WebFlow browser) {
        return browser.get("/sign-in/recovery?" + browser.query());
    }
}
