package dev.latchkey.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.connection.ConnectionSettings;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestApp;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The second step of a sign-in, for users who have an authenticator app. */
class SecondFactorIT {

    private static final String SESSION = "latchkey";
    private static final String FORM = "latchkey-form";
    private static final String PROVED = "latchkey-proved";
    private static final int RACERS = 20;

    private static TestServer server;
    private static TestClient app;
    private static int number;

    private TestUser user;
    private TestApp phone;

    @BeforeAll
    static void start() {
        ConnectionSettings database = TestDatabase.fresh();
        server = TestServer.start(database, "latchkey.limits.account.failures=5");
        app = TestClient.named("app")
                .redirects(WebFlow.REDIRECT_URI)
                .scope("openid offline_access read write")
                .addTo(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void addUser() {
        user = TestUser.add(server.database(), "user" + ++number);
        phone = TestApp.add(server, user);
    }

    private static WebFlow browser() {
        return WebFlow.of(server, app);
    }

    /** The page for the code, after the right password. */
    private Answer second(WebFlow browser, String... changes) {
        Answer answer = browser.signIn(browser.open(changes), user).expect(303);
        assertThat(answer.header("Location")).contains("/sign-in/second?");
        return browser.follow(answer).expect(200);
    }

    private static Answer send(WebFlow browser, Answer page, String code) {
        return browser.send(page, "code", code, "decision", "sign-in");
    }

    private static Answer recoveryPage(WebFlow browser) {
        return browser.get("/sign-in/recovery?" + browser.query());
    }

    private static void assertSignedIn(WebFlow browser, Answer answer) {
        answer.expect(303);
        assertThat(browser.cookies()).containsKey(SESSION).doesNotContainKey(PROVED);
        assertThat(browser.answerOf(browser.follow(answer))).containsKey("code");
    }

    private int failures() {
        return server.sql()
                .sql("SELECT coalesce(max(failures), 0) FROM sign_in_failures")
                .query(Integer.class)
                .single();
    }

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
        user = TestUser.add(server.database(), "other" + number);
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
        assertSignedIn(browser, send(browser, page, " " + code.toUpperCase(java.util.Locale.ROOT)));
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

    /** Guesses at the code share the limit of passwords, and neither a right password nor the password grant resets it. */
    @Test
    void wrongCodesCountUntilTheFactorIsProved() {
        server.update("DELETE FROM sign_in_failures");
        WebFlow browser = browser();
        Answer page = second(browser);
        assertThat(failures()).isZero();
        for (int i = 1; i <= 3; i++) {
            send(browser, page, phone.wrong()).expect(422);
            assertThat(failures()).isEqualTo(i);
        }
        send(browser, recoveryPage(browser), "aaaa-aaaa-aaaa-aaaa").expect(422);
        assertThat(failures()).isEqualTo(4);
        second(browser());
        assertThat(failures()).isEqualTo(4);
        send(browser, page, phone.wrong()).expect(422);
        send(browser, page, phone.code()).expect(429);
        browser().signIn(browser.open("prompt", "login"), user);
        server.update("UPDATE sign_in_failures SET retry_at = now()");
        assertSignedIn(browser, send(browser, page, phone.code()));
        assertThat(failures()).isZero();
    }

    @Test
    void thePasswordGrantIsRefusedAndResetsNoLimit() {
        server.update("DELETE FROM sign_in_failures");
        TestClient legacy = TestClient.named("legacy" + number).addTo(server);
        WebFlow browser = browser();
        send(browser, second(browser), phone.wrong()).expect(422);
        Answer refused = server.http()
                .token(legacy, "grant_type", "password", "username", user.username(), "password", user.password());
        refused.expectError(400, "invalid_grant");
        assertThat(refused.body()).contains("second factor");
        assertThat(failures()).isEqualTo(1);
        Answer wrong =
                server.http().token(legacy, "grant_type", "password", "username", user.username(), "password", "wrong");
        assertThat(wrong.expectError(400, "invalid_grant").body()).doesNotContain("second factor");
    }

    @Test
    void theProvedPasswordIsGoodInItsBrowserForItsQuery() {
        WebFlow browser = browser();
        Answer page = second(browser);
        WebFlow thief = browser();
        thief.open();
        thief.cookies().put(PROVED, String.valueOf(browser.cookies().get(PROVED)));
        assertThat(thief.get("/sign-in/second?" + thief.query()).header("Location"))
                .contains("/sign-in?");
        assertThat(browser.get("/sign-in/second?" + browser.query("state", "other"))
                        .header("Location"))
                .contains("/sign-in?");
        browser.cookies().remove(PROVED);
        assertThat(send(browser, page, phone.code()).expect(303).header("Location"))
                .contains("/sign-in?");
        assertThat(browser.cookies()).doesNotContainKey(SESSION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE users SET disabled_at = now() WHERE id = :id",
                "UPDATE users SET password_hash = '{argon2}other' WHERE id = :id",
                "DELETE FROM recovery_codes WHERE user_id = :id"
            })
    void nothingBeginsWhenTheAccountChangesBetweenTheSteps(String change) {
        WebFlow browser = browser();
        Answer page = second(browser);
        server.update(change, "id", user.id());
        assertThat(send(browser, page, phone.code()).expect(303).header("Location"))
                .contains("/sign-in?");
        assertThat(browser.cookies()).doesNotContainKey(SESSION);
    }

    @Test
    void nothingBeginsForAFactorOrAUserThatIsGone() {
        WebFlow browser = browser();
        Answer page = second(browser);
        assertThat(server.database().factors().changes().remove(user.id(), "factor.reset", Attribution.of("test")))
                .contains(true);
        send(browser, page, phone.code()).expect(422);
        server.database().userChanges().delete(user.in(server.database()), Attribution.of("test"));
        assertThat(send(browser, page, phone.code()).expect(303).header("Location"))
                .contains("/sign-in?");
        assertThat(browser.cookies()).doesNotContainKey(SESSION);
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

    @Test
    void amrAndAcrTellTheTruthAlsoAfterARefresh() {
        WebFlow browser = browser();
        Answer answer = send(browser, second(browser, "scope", "openid offline_access"), phone.code());
        String code = String.valueOf(browser.answerOf(browser.follow(answer)).get("code"));
        Answer tokens = browser.redeem(code).expect(200);
        assertThat(payload(tokens)).contains("\"amr\":[\"pwd\",\"otp\",\"mfa\"]", "\"acr\":\"urn:latchkey:2\"");
        Answer refreshed = server.http()
                .token(
                        app,
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        tokens.json().get("refresh_token").asString())
                .expect(200);
        assertThat(payload(refreshed)).contains("\"amr\":[\"pwd\",\"otp\",\"mfa\"]", "\"acr\":\"urn:latchkey:2\"");
        TestUser plain = TestUser.add(server.database(), "plain" + number);
        WebFlow other = browser();
        Answer single = other.redeem(other.code(plain, "scope", "openid")).expect(200);
        assertThat(payload(single)).contains("\"amr\":[\"pwd\"]", "\"acr\":\"urn:latchkey:1\"");
    }

    private static String payload(Answer tokens) {
        String token = tokens.json().get("id_token").asString();
        return new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8);
    }

    @Test
    void aRequestThatDemandsTwoFactorsGetsThemOrAnError() {
        String essential = "{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"urn:latchkey:2\"]}}}";
        WebFlow browser = browser();
        browser.follow(send(browser, second(browser), phone.code()));
        assertThat(browser.authorize("claims", essential).header("Location")).contains("code=");
        // As after adding the app in this session.
        server.update("UPDATE browser_sessions SET amr = 1 WHERE user_id = :id", "id", user.id());
        assertThat(browser.authorize().header("Location")).contains("code=");
        for (String[] changes : List.of(
                new String[] {"claims", essential}, new String[] {"acr_values", "urn:latchkey:2 urn:latchkey:1"})) {
            Answer page = browser.open(changes).expect(200);
            assertThat(page.body()).contains("name=\"password\"");
            page = browser.follow(browser.signIn(page, user)).expect(200);
            assertSignedIn(browser, send(browser, page, phone.code(1)));
            server.update("UPDATE browser_sessions SET amr = 1 WHERE user_id = :id", "id", user.id());
            phone = replaced();
            browser = browser();
            browser.follow(send(browser, second(browser), phone.code()));
            server.update("UPDATE browser_sessions SET amr = 1 WHERE user_id = :id", "id", user.id());
        }
        TestUser plain = TestUser.add(server.database(), "plain" + number);
        WebFlow other = browser();
        other.code(plain);
        assertThat(other.answerOf(other.authorize("claims", essential)))
                .containsEntry("error", "unmet_authentication_requirements");
        assertThat(other.answerOf(other.authorize("acr_values", "urn:latchkey:2")))
                .containsKey("code");
    }

    private TestApp replaced() {
        server.database().factors().changes().remove(user.id(), "factor.reset", Attribution.of("test"));
        return TestApp.add(server, user);
    }

    @Test
    void aRehashKeepsTheSecondStep() {
        TestUser old = TestUser.addWithBcrypt(server.database(), "bcrypt" + number, 4);
        phone = TestApp.add(server, old);
        user = old;
        int before = version();
        WebFlow browser = browser();
        Answer page = second(browser);
        assertThat(version()).isEqualTo(before + 1);
        assertSignedIn(browser, send(browser, page, phone.code()));
    }

    private int version() {
        return server.database()
                .users()
                .findCredentials(new Username(user.username()))
                .orElseThrow()
                .version();
    }
}
