package dev.latchkey.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.CodeFlow;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.WebFlow;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an authorization request is read and what comes back of it. */
class AuthorizeRequestsIT extends OneApplication {

    @ParameterizedTest
    @ValueSource(strings = {"a b+c%20&=?#", "<script>alert(1)</script>", "\r\nSet-Cookie: a=b", "ü €", "'\"`"})
    void theStateComesBackAsItWas(String state) {
        Answer answer = signedIn.authorize("state", state);
        assertThat(signedIn.answerOf(answer)).containsEntry("state", state).containsKey("code");
        assertThat(answer.response().headers().map()).doesNotContainKey("a");
        assertThat(browser.answerOf(browser.authorize("state", state, "prompt", "none")))
                .containsEntry("state", state);
    }

    @Test
    void aStateOfTenKilobytesComesBack() {
        String state = "s".repeat(10_000);
        assertThat(signedIn.answerOf(signedIn.authorize("state", state))).containsEntry("state", state);
        WebFlow fresh = WebFlow.of(server, app);
        Answer page = fresh.open("state", state).expect(200);
        assertThat(fresh.answerOf(fresh.send(page, "decision", "cancel")))
                .containsEntry("state", state)
                .containsEntry("error", "access_denied");
        // Nothing to escape as it comes, three times as long as it goes on.
        expectPage(browser.get("/oauth2/authorize?" + browser.query() + "&nonce=" + "/".repeat(10_000)), 414);
    }

    @Test
    void aQueryThatIsNoTextIsAPage() {
        expectPage(browser.get("/oauth2/authorize?" + browser.query("state", null) + "&state=%00"), 400);
        expectPage(browser.get("/oauth2/authorize?" + browser.query("state", null) + "&state=%FF"), 400);
        expectPage(browser.get("/oauth2/authorize?" + browser.query("state", null) + "&state=%C0%80"), 400);
        expectPage(browser.get("/oauth2/authorize?" + browser.query("state", null) + "&state=%ED%A0%80"), 400);
        expectPage(browser.authorize("state", "s".repeat(17_000)), 414);
        String malformed = "GET /oauth2/authorize?" + browser.query("state", null)
                + "&state=%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        assertThat(server.http().raw(malformed.getBytes(StandardCharsets.UTF_8)))
                .startsWith("HTTP/1.1 400")
                .contains("text/html");
    }

    @Test
    void aPostIsTheSameAsAGet() {
        String[] form = WebFlow.parameters("?" + browser.query("state", "a b<&>+")).entrySet().stream()
                .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                .toArray(String[]::new);
        Answer posted = signedIn.post("/oauth2/authorize", form).expect(303);
        assertThat(posted.header("Location")).startsWith(server.base() + "/oauth2/authorize?");
        assertThat(signedIn.answerOf(signedIn.follow(posted)))
                .containsEntry("state", "a b<&>+")
                .containsKey("code");
        expectPage(browser.post("/oauth2/authorize?x=y", form), 400);
        expectPage(
                browser.exchange(
                        server.http().request("/oauth2/authorize").POST(BodyPublishers.ofString("{}")),
                        "application/json"),
                400);
        expectPage(browser.post("/oauth2/authorize", "state", "s".repeat(17_000)), 413);
        expectPage(browser.exchange(server.http().request("/oauth2/authorize").DELETE(), null), 405);
    }

    @Test
    void aQueryOfTheRedirectUriIsKept() {
        TestClient bank = TestClient.named("bank")
                .redirects("https://app.example/callback?a=1&b=%20")
                .addTo(server);
        WebFlow flow = signedIn.at(server.http(), bank);
        assertThat(flow.authorize("redirect_uri", "https://app.example/callback?a=1&b=%20")
                        .header("Location"))
                .startsWith("https://app.example/callback?a=1&b=%20&code=lkc_");
    }

    @Test
    void theIssuerIsInNoLinkThatTheRequestNames() {
        String request = "GET /oauth2/authorize?" + browser.query()
                + " HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\n"
                + "Forwarded: host=evil.example\r\nConnection: close\r\n\r\n";
        String answer = server.http().raw(request.getBytes(StandardCharsets.UTF_8));
        assertThat(answer).startsWith("HTTP/1.1 303").contains("Location: " + server.base() + "/sign-in?");
        assertThat(answer).doesNotContain("evil.example");
    }

    @Test
    void nothingIsWrittenBeforeTheUserSignsIn() {
        long before = rows();
        WebFlow fresh = WebFlow.of(server, app);
        Answer page = fresh.open().expect(200);
        fresh.send(page, "decision", "cancel").expect(303);
        assertThat(rows()).isEqualTo(before);
        assertThat(URI.create(String.valueOf(fresh.authorize().header("Location")))
                        .getPath())
                .isEqualTo("/sign-in");
    }

    private static long rows() {
        return server.sql().sql("""
                        SELECT (SELECT count(*) FROM browser_sessions) + (SELECT count(*) FROM tokens)
                               + (SELECT count(*) FROM consents) + (SELECT count(*) FROM audit_log)
                               + (SELECT count(*) FROM rate_limits) + (SELECT count(*) FROM sign_in_failures)
                        """).query(Long.class).single();
    }

    @Test
    void errorsAndCodesAreCounted() {
        double errors = server.metric("latchkey_authorizations_total{outcome=\"login_required\"}");
        double codes = server.metric("latchkey_authorizations_total{outcome=\"code\"}");
        browser.authorize("prompt", "none").expect(303);
        signedIn.authorize("code_challenge", CodeFlow.CHALLENGE).expect(303);
        assertThat(server.metric("latchkey_authorizations_total{outcome=\"code\"}"))
                .isEqualTo(codes + 1);
        assertThat(server.metric("latchkey_authorizations_total{outcome=\"login_required\"}"))
                .isEqualTo(Double.isNaN(errors) ? 1 : errors + 1);
    }
}
