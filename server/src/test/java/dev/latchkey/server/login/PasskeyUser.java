package dev.latchkey.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestPasskey;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import org.junit.jupiter.api.BeforeAll;

/** Users with a passkey, who sign in with it. */
abstract class PasskeyUser extends EachUser {

    private static final String PAGE = "/account/second-factor";

    final TestPasskey passkey = TestPasskey.create();

    @BeforeAll
    static void start() {
        begin();
    }

    static String origin() {
        return server.base().toString();
    }

    /** Adds a passkey on the account page. */
    static Answer enrol(TestUser owner, TestPasskey passkey) {
        WebFlow browser = browser();
        browser.code(owner);
        Answer page = browser.get(PAGE).expect(200);
        return browser.send(page, "passkey", passkey.on(page, origin()).json(), "name", "Phone");
    }

    static void assertRefused(WebFlow browser, Answer answer) {
        answer.expect(422);
        assertThat(answer.body()).contains("role=\"alert\"").doesNotContain("xception");
        assertThat(browser.cookies()).doesNotContainKey(SESSION);
    }
}
