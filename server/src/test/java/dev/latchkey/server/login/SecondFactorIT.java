package dev.latchkey.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestApp;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.WebFlow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The second step of a sign-in, for users who have an authenticator app. */
class SecondFactorIT extends SecondStep {

    private static final String FORM = "latchkey-form";
    private static final int RACERS = 20;

    @Test
    void noSessionBeginsBeforeTheCode() {
        WebFlow browser = browser();
        Answer page = second(browser);
        assertThat(page.body())
                .contains("autocomplete=\"one-time-code\"", "inputmode=\"numeric\"", "/sign-in/recovery?")
                .doesNotContain("<script");
        assertThat(browser.cookies()).doesNotContainKey(SESSION);
        assertThat(server.sql()
                        .sql("SELECT count(*) FROM browser_sessions WHERE user_id = :id")
                        .param("id", user.id())
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(browser.authorize("prompt", "none").header("Location")).contains("error=login_required");
        assertSignedIn(browser, send(browser, page, phone.code()));
    }

    @Test
    void aCodeIsGoodOnceAndOnlyForItsUser() {
        WebFlow first = browser();
        assertSignedIn(first, send(first, second(first), phone.code()));
        WebFlow again = browser();
        assertThat(send(again, second(again), phone.code()).expect(422).body()).contains("role=\"alert\"");
        TestApp own = phone;
        user = newUser();
        phone = TestApp.add(server, user);
        WebFlow other = browser();
        send(other, second(other), own.code(1)).expect(422);
    }

    @Test
    void aCodeMayBeOneStepEarlyOrLateAndNoMore() {
        WebFlow browser = browser();
        Answer page = second(browser);
        // A step may pass meanwhile: these are out of reach then too.
        send(browser, page, phone.code(-2)).expect(422);
        send(browser, page, phone.code(3)).expect(422);
        assertSignedIn(browser, send(browser, page, phone.code(1)));
    }

    @Test
    void ofTwentyWhoUseACodeAtOnceOnTwoServersOneIsSignedIn() throws Exception {
        server.update("DELETE FROM sign_in_failures");
        try (TestServer other = TestServer.start(
                server.settings(), "latchkey.issuer=" + server.base(), "latchkey.limits.account.failures=1000000")) {
            List<WebFlow> browsers = new ArrayList<>();
            List<Answer> pages = new ArrayList<>();
            for (int i = 0; i < RACERS; i++) {
                WebFlow browser = browser();
                pages.add(second(browser));
                browsers.add(i % 2 == 0 ? browser : browser.at(other.http(), app));
            }
            String code = phone.code();
            CyclicBarrier together = new CyclicBarrier(RACERS);
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < RACERS; i++) {
                WebFlow browser = browsers.get(i);
                Answer page = pages.get(i);
                calls.add(() -> {
                    together.await(10, TimeUnit.SECONDS);
                    return send(browser, page, code).status();
                });
            }
            List<Integer> results = new ArrayList<>();
            try (ExecutorService threads = Executors.newFixedThreadPool(RACERS)) {
                for (Future<Integer> result : threads.invokeAll(calls)) {
                    results.add(result.get());
                }
            }
            assertThat(results).containsOnlyOnce(303).doesNotContain(500);
        }
        assertThat(server.sql()
                        .sql("SELECT count(*) FROM browser_sessions WHERE user_id = :id")
                        .param("id", user.id())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void aRecoveryCodeIsGoodOnce() {
        WebFlow browser = browser();
        second(browser);
        Answer page = recoveryPage(browser).expect(200);
        String code = phone.recoveryCodes().getFirst();
        send(browser, page, phone.code()).expect(422);
        assertSignedIn(browser, send(browser, page, " " + code.toUpperCase(Locale.ROOT)));
        WebFlow again = browser();
        second(again);
        send(again, recoveryPage(again), code).expect(422);
        assertThat(server.sql()
                        .sql(
                                "SELECT details->>'codes_left' FROM audit_log WHERE action = 'factor.recover' AND target_id = :id")
                        .param("id", user.id())
                        .query(String.class)
                        .single())
                .isEqualTo("9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\ud83d\ude00",
                "\u0661\u0662\u0663\u0664\u0665\u0666",
                "' OR 1=1 --",
                "<script>alert(1)</script>",
                "-1",
                "1e5",
                "\u202e123456"
            })
    void oddBytesAreAWrongCode(String code) {
        WebFlow browser = browser();
        Answer page = second(browser);
        assertThat(send(browser, page, code).expect(422).body()).doesNotContain("<script");
        assertThat(send(browser, recoveryPage(browser), code).expect(422).body())
                .doesNotContain("<script");
        send(browser, page, code.repeat(100)).expect(422);
        // No text that the database can hold: refused before anything is counted.
        send(browser, page, "12345\u0000").expect(400);
        send(browser, page, "").expect(422);
    }

    @Test
    void aFormOfAnotherSiteIsRefused() {
        WebFlow browser = browser();
        second(browser);
        browser.post("/sign-in/second?" + browser.query(), "code", phone.code()).expect(403);
        browser.cookies().remove(FORM);
        assertThat(browser.get("/sign-in/second?" + browser.query()).header("Location"))
                .contains("/sign-in?");
    }

    @Test
    void cancellingTellsTheClient() {
        WebFlow browser = browser();
        Answer page = second(browser);
        assertThat(browser.answerOf(browser.send(page, "code", "", "decision", "cancel")))
                .containsEntry("error", "access_denied");
    }
}
