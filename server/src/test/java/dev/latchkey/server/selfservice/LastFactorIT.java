package dev.latchkey.server.selfservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestApp;
import dev.latchkey.server.fixture.TestPasskey;
import dev.latchkey.server.fixture.WebFlow;
import org.junit.jupiter.api.Test;

/** The question before the last factor of an account is removed. */
class LastFactorIT extends SignedInBrowser {

    private static final String PATH = "/account/second-factor";

    private int codes() {
        return server.database().secondFactors().countCodes(user.id());
    }

    private boolean hasApp() {
        return server.database().secondFactors().find(user.id()).isPresent();
    }

    private TestPasskey addPasskey() {
        TestPasskey passkey = TestPasskey.create();
        Answer page = browser.get(PATH).expect(200);
        browser.send(page, "passkey", passkey.on(page, server.base().toString()).json(), "name", "<i>Phone</i>");
        assertThat(server.database().factors().passkeys().list(user.id())).hasSize(1);
        return passkey;
    }

    @Test
    void theLastPasskeyIsRemovedAfterAQuestionOnly() {
        TestPasskey passkey = addPasskey();
        Answer question = browser.send(browser.get(PATH), "remove-passkey", TestPasskey.encode(passkey.id()));
        assertThat(question.expectPage(200))
                .contains("Remove your last second factor?", "&lt;i&gt;Phone&lt;/i&gt;", ">10</strong>")
                .contains("your password alone is enough", "href=\"" + PATH + "\"")
                .doesNotContain("<script", "<i>Phone");
        assertThat(server.database().factors().passkeys().list(user.id())).hasSize(1);
        assertThat(codes()).isEqualTo(10);
        assertSays(browser.send(question, "decision", "remove-last"), "was removed");
        assertThat(server.database().factors().passkeys().list(user.id())).isEmpty();
        assertThat(codes()).isZero();
    }

    @Test
    void theLastAppIsRemovedAfterAQuestionOnly() {
        TestApp phone = TestApp.add(server, user);
        WebFlow here = WebFlow.of(server, web);
        Answer second = here.follow(here.signIn(here.get("/sign-in"), user));
        here.send(second, "code", phone.code(), "decision", "sign-in").expect(303);
        Answer question = here.send(here.get(PATH).expect(200), "decision", "remove");
        assertThat(question.expectPage(200)).contains("Remove your last second factor?", "Authenticator app");
        assertThat(hasApp()).isTrue();
        here.send(question, "decision", "remove-last").expect(303);
        assertThat(hasApp()).isFalse();
        assertThat(codes()).isZero();
    }

    @Test
    void oneOfTwoIsRemovedAtOnce() {
        TestPasskey passkey = addPasskey();
        TestApp.addBeside(server, user, Attribution.of("test"));
        // That ended the session, and one with both begins.
        WebFlow here = WebFlow.of(server, web);
        Answer second = here.follow(here.signIn(here.get("/sign-in"), user));
        here.send(
                        second,
                        "passkey",
                        passkey.on(second, server.base().toString()).json())
                .expect(303);
        here.send(here.get(PATH).expect(200), "decision", "remove").expect(303);
        assertThat(hasApp()).isFalse();
        assertThat(codes()).isEqualTo(10);
    }
}
