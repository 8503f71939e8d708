package dev.latchkey.server.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.client.GrantType;
import dev.latchkey.server.fixture.DeviceFlow;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SharedServer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.WebFlow;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DevicePageIT extends SharedServer {

    private static TestClient tv;
    private static WebFlow signedIn;

    @BeforeAll
    static void signIn() {
        tv = TestClient.named("tv<b>")
                .isPublic()
                .grants(GrantType.DEVICE_CODE, GrantType.REFRESH_TOKEN)
                .scope("openid email read")
                .addTo(server);
        signedIn = WebFlow.of(server, tv);
        signedIn.follow(signedIn.signIn(signedIn.follow(signedIn.get("/device")), alice));
    }

    private static DeviceFlow begin() {
        return DeviceFlow.begin(http, tv, "scope", "openid email read");
    }

    private static Answer enter(String typed) {
        return signedIn.send(signedIn.get("/device").expect(200), "user_code", typed);
    }

    @Test
    void aBrowserWithoutASessionSignsInFirstAndComesBack() {
        WebFlow browser = WebFlow.of(server, tv);
        Answer answer = browser.get("/device?user_code=WDJB-MJHT&x=y").expect(303);
        assertThat(answer.header("Location")).isEqualTo(http.base() + "/sign-in?continue=device&user_code=WDJB-MJHT");
        Answer page = browser.follow(answer);
        assertThat(browser.signIn(page, alice).expect(303).header("Location"))
                .isEqualTo(http.base() + "/device?user_code=WDJB-MJHT");
        assertThat(browser.get("/sign-in?continue=device&user_code=WDJB-MJHT").header("Location"))
                .isEqualTo(http.base() + "/device?user_code=WDJB-MJHT");
    }

    /** The URL of the sign-in names a place, and never a URL. */
    @Test
    void aSignInLeadsToNoPlaceButOurs() {
        for (String place : List.of("https://evil.example", "//evil.example", "/device", "home", "sign-in")) {
            WebFlow browser = WebFlow.of(server, tv);
            Answer page =
                    browser.get("/sign-in?continue=" + place + "&user_code=x").expect(200);
            assertThat(browser.signIn(page, alice).expect(303).header("Location"))
                    .isEqualTo(http.base() + "/");
        }
    }

    @Test
    void theUrlWithTheCodeFillsTheFieldAndDecidesNothing() {
        DeviceFlow flow = begin();
        assertThat(signedIn.get("/device?user_code=" + flow.userCode()).expectPage(200))
                .contains("value=\"" + flow.userCode() + "\"")
                .doesNotContain("tv&lt;b&gt;");
        flow.poll().expectError(400, "authorization_pending");
        assertThat(signedIn.get("/device?user_code=%3Cscript%3E" + "x".repeat(300))
                        .expectPage(200))
                .doesNotContain("<script", "x".repeat(50));
    }

    @Test
    void theQuestionSaysWhatIsAskedAndFromWhere() {
        DeviceFlow flow = begin();
        assertThat(enter(flow.userCode()).expectPage(200))
                .contains("tv&lt;b&gt;", "See your email address", flow.userCode(), "127.0.0.1", "Java-http-client")
                .contains(">read<", "alice")
                .contains("value=\"allow\"", "value=\"refuse\"");
        flow.poll().expectError(400, "authorization_pending");
    }

    @Test
    void aCodeIsReadAsItIsTyped() {
        String code = begin().userCode();
        for (String typed : List.of(
                code.toLowerCase(java.util.Locale.ROOT), code.replace("-", ""), " " + code.replace("-", " ") + " ")) {
            assertThat(enter(typed).expectPage(200)).contains("value=\"allow\"");
        }
    }

    @Test
    void whatIsNoCodeOfAWaitingDeviceIsSaid() {
        for (String typed : List.of("", "WDJB-MJHT", "hello", "\"><script>", "x".repeat(5000))) {
            assertThat(enter(typed).expectPage(422))
                    .contains("No device is waiting with this code", "role=\"alert\"")
                    .doesNotContain("<script", "x".repeat(50));
        }
    }

    @Test
    void aDecisionCountsOnce() {
        DeviceFlow flow = begin();
        Answer question = enter(flow.userCode());
        assertThat(signedIn.send(question, "decision", "refuse").expectPage(200))
                .contains("The device gets nothing");
        assertThat(signedIn.send(question, "decision", "allow").expectPage(422)).contains("No device is waiting");
        flow.poll().expectError(400, "access_denied");
    }

    @Test
    void aFormThatIsForgedOrOfAnotherBrowserOrShowedSomethingElseIsRefused() {
        DeviceFlow flow = begin();
        Answer question = enter(flow.userCode());
        signedIn.send(question, "decision", "allow", "shown", "openid email read write")
                .expect(403);
        signedIn.send(question, "decision", "allow", "token", "x").expect(403);
        signedIn.post("/device", "decision", "allow").expect(403);
        signedIn.post("/device", "user_code", flow.userCode()).expect(403);
        // The token of the form with the code is none for a decision, and the other way round.
        signedIn.send(signedIn.get("/device"), "decision", "allow", "shown", "read")
                .expect(403);
        signedIn.send(question, "user_code", flow.userCode()).expect(403);
        WebFlow attacker = WebFlow.of(server, tv);
        attacker.follow(attacker.signIn(attacker.follow(attacker.get("/device")), newUser()));
        attacker.send(question, "decision", "allow").expect(403);
        flow.poll().expectError(400, "authorization_pending");
    }

    /** A form that was shown before the user signed in again, or out, decides nothing. */
    @Test
    void aFormOfAnotherSessionBeginsAgain() {
        DeviceFlow flow = begin();
        WebFlow browser = WebFlow.of(server, tv);
        Answer question = flow.ask(browser, alice);
        server.update("UPDATE browser_sessions SET ended_at = now(), ended_reason = 'x', expires_at = now()"
                + " WHERE id = (SELECT id FROM browser_sessions ORDER BY created_at DESC LIMIT 1)");
        assertThat(browser.send(question, "decision", "allow").expect(303).header("Location"))
                .isEqualTo(http.base() + "/device");
        flow.poll().expectError(400, "authorization_pending");
        // Neither pressed button.
        Answer again = flow.ask(browser, alice);
        browser.send(again, "decision", "perhaps").expect(422);
        flow.poll();
        assertThat(server.sql()
                        .sql("SELECT count(*) FROM device_grants WHERE approved IS NULL AND expires_at > now()")
                        .query(Integer.class)
                        .single())
                .isPositive();
    }

    @Test
    void aFieldThatComesTwiceIsRefused() {
        signedIn.post("/device", "user_code", "a", "user_code", "b").expect(400);
    }

    @Test
    void thePageIsInTheLanguageOfTheBrowser() {
        Answer german = signedIn.exchange(
                http.request("/device").header("Accept-Language", "de").GET(), null);
        assertThat(german.expect(200).body()).contains("lang=\"de\"", "Gerät verbinden");
    }
}
