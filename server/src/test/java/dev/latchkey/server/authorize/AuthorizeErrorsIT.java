package dev.latchkey.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.server.fixture.CodeFlow;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with an authorization request, and where its error is told: on a page, or to the client. */
class AuthorizeErrorsIT {

    private static TestServer server;
    private static TestClient app;
    private static WebFlow browser;
    private static WebFlow signedIn;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        app = TestClient.named("app")
                .redirects(WebFlow.REDIRECT_URI)
                .scope("read write profile email address phone")
                .addTo(server);
        browser = WebFlow.of(server, app);
        signedIn = WebFlow.of(server, app);
        signedIn.code(TestUser.add(server.database(), "alice"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Fails unless the answer is an error page that leads nowhere. */
    private static Answer expectPage(Answer answer, int status) {
        answer.expect(status);
        assertThat(answer.header("Location")).isNull();
        assertThat(answer.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
        assertThat(answer.body()).doesNotContainIgnoringCase("exception").doesNotContain("dev.latchkey", "\tat ");
        return answer;
    }

    private static void expectError(Answer answer, String error) {
        assertThat(answer.header("Location")).startsWith(WebFlow.REDIRECT_URI + "?");
        Map<String, String> parameters = browser.answerOf(answer);
        assertThat(parameters)
                .containsEntry("error", error)
                .containsEntry("state", "state-1")
                .containsEntry("iss", server.base().toString())
                .doesNotContainKey("code");
        assertThat(parameters.get("error_description")).matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void aClientThatCannotBeToldIsAPage() {
        expectPage(browser.authorize("client_id", null), 400);
        expectPage(browser.authorize("client_id", ""), 400);
        expectPage(browser.authorize("client_id", "unknown"), 400);
        expectPage(browser.get("/oauth2/authorize?" + browser.query() + "&client_id=app"), 400);
        expectPage(browser.get("/oauth2/authorize"), 400);
        TestClient gone =
                TestClient.named("gone").redirects(WebFlow.REDIRECT_URI).addTo(server);
        server.update("UPDATE clients SET disabled_at = now() WHERE client_id = 'gone'");
        server.reload();
        expectPage(WebFlow.of(server, gone).authorize(), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example.evil.example/callback",
                "https://app.example@evil.example/callback",
                "https://evil.example\\@app.example/callback",
                "https://app.example\\.evil.example/callback",
                "https://app.example/callback/../evil",
                "https://app.example/callback/%2e%2e/evil",
                "https://app.example/callback?added=1",
                "https://app.example/callback/",
                "https://app.example/Callback",
                "https://APP.example/callback",
                "https://app.example:8443/callback",
                "https://app.example:443/callback",
                "http://app.example/callback",
                "https://app.example/callback#fragment",
                "https://app.example/callback\r\nX: y",
                "//app.example/callback",
                "javascript:alert(1)",
                "data:text/html,x",
                "https://аpp.example/callback"
            })
    void aRedirectUriThatIsNotExactlyRegisteredIsAPage(String uri) {
        expectPage(browser.authorize("redirect_uri", uri), 400);
        expectPage(signedIn.authorize("redirect_uri", uri), 400);
    }

    @Test
    void aRedirectUriThatIsMissingOrRepeatedIsAPage() {
        expectPage(browser.authorize("redirect_uri", null), 400);
        expectPage(
                browser.get(
                        "/oauth2/authorize?" + browser.query() + "&redirect_uri=" + Http.encode(WebFlow.REDIRECT_URI)),
                400);
    }

    @Test
    void anyPortIsGoodOnTheLoopbackInterfaceOnly() {
        TestClient cli = TestClient.named("cli")
                .isPublic()
                .redirects("http://127.0.0.1/cb", "http://[::1]/cb", "http://localhost:7000/cb", "com.example.app:/cb")
                .addTo(server);
        WebFlow flow = WebFlow.of(server, cli);
        for (String good : new String[] {
            "http://127.0.0.1:50123/cb", "http://[::1]:50123/cb", "http://localhost:7000/cb", "com.example.app:/cb"
        }) {
            assertThat(flow.authorize("redirect_uri", good).expect(303).header("Location"))
                    .startsWith(server.base() + "/sign-in?");
        }
        for (String bad : new String[] {
            "http://127.0.0.2:50123/cb", "http://localhost:50123/cb", "http://127.0.0.1:0/cb",
                    "http://127.0.0.1:70000/cb",
            "https://127.0.0.1/cb", "http://127.0.0.1:50123/cb2", "http://127.0.0.1.evil.example/cb",
                    "com.example.app:/cb/"
        }) {
            expectPage(flow.authorize("redirect_uri", bad), 400);
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "response_type, -, invalid_request",
                "response_type, '', invalid_request",
                "response_type, token, unsupported_response_type",
                "response_type, id_token, unsupported_response_type",
                "response_type, code id_token, unsupported_response_type",
                "response_type, code token, unsupported_response_type",
                "response_type, none, unsupported_response_type",
                "response_mode, fragment, invalid_request",
                "response_mode, form_post, invalid_request",
                "scope, admin, invalid_scope",
                "scope, read admin, invalid_scope",
                "scope, \"read\", invalid_scope",
                "scope, openid, invalid_scope",
                "code_challenge, -, invalid_request",
                "code_challenge, E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c, invalid_request",
                "code_challenge, E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c+, invalid_request",
                "code_challenge_method, plain, invalid_request",
                "code_challenge_method, -, invalid_request",
                "code_challenge_method, s256, invalid_request",
                "max_age, -1, invalid_request",
                "max_age, 1.5, invalid_request",
                "max_age, x, invalid_request",
                "max_age, 9223372036854775808, invalid_request",
                "prompt, none login, invalid_request",
                "prompt, none consent, invalid_request",
                "prompt, create, invalid_request",
                "prompt, none, login_required",
                "claims, [], invalid_request",
                "claims, {, invalid_request",
                "request, eyJhbGciOiJub25lIn0.e30., request_not_supported",
                "request_uri, https://169.254.169.254/latest, request_uri_not_supported",
                "registration, {}, registration_not_supported"
            })
    void theClientIsToldWhatIsWrong(String parameter, @Nullable String value, String error) {
        expectError(browser.authorize(parameter, value), error);
    }

    @Test
    void theScopeThatIsNotAllowedIsNamedAndShortened() {
        assertThat(description("read admin write")).isEqualTo("The client may not have this scope: admin");
        assertThat(description("read " + "x".repeat(1000)))
                .isEqualTo("The client may not have this scope: " + "x".repeat(60) + "...");
        assertThat(description("<b>&%41")).isEqualTo("The client may not have this scope: <b>&%41");
        assertThat(description("\u00e9")).isEqualTo("The scope is malformed.");
    }

    private static @Nullable String description(String scope) {
        Answer answer = browser.authorize("scope", scope);
        expectError(answer, "invalid_scope");
        return browser.answerOf(answer).get("error_description");
    }

    @Test
    void aParameterTwiceIsToldToTheClient() {
        for (String parameter :
                new String[] {"scope", "nonce", "response_type", "prompt", "max_age", "code_challenge"}) {
            String query = browser.query(parameter, "x") + "&" + parameter + "=x";
            expectError(browser.get("/oauth2/authorize?" + query), "invalid_request");
        }
        // Of two states neither is given back.
        Answer twice = browser.get("/oauth2/authorize?" + browser.query() + "&state=other");
        assertThat(browser.answerOf(twice))
                .containsEntry("error", "invalid_request")
                .doesNotContainKey("state");
    }

    @Test
    void aParameterThatMeansNothingHereIsIgnored() {
        assertThat(signedIn.answerOf(signedIn.get(
                        "/oauth2/authorize?" + signedIn.query("display", "popup", "acr_values", "x") + "&a=1&a=2&b")))
                .containsKey("code");
    }

    @Test
    void whatIsTooLongForTheCodeIsToldToTheClient() {
        expectError(browser.authorize("nonce", "n".repeat(513)), "invalid_request");
        expectError(browser.authorize("claims", "{\"x\":\"" + "c".repeat(1100) + "\"}"), "invalid_request");
        assertThat(signedIn.answerOf(signedIn.authorize("nonce", "n".repeat(512))))
                .containsKey("code");
        // Each character of these has four bytes.
        expectError(signedIn.authorize("nonce", "\uD83D\uDD11".repeat(256), "claims", claims()), "invalid_request");
    }

    private static String claims() {
        StringBuilder claims = new StringBuilder("{\"userinfo\":{\"name\":null");
        for (String name : new String[] {
            "given_name",
            "family_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "website",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "updated_at",
            "email",
            "email_verified",
            "address",
            "phone_number",
            "phone_number_verified"
        }) {
            claims.append(",\"").append(name).append("\":null");
        }
        String userinfo = claims.append('}').toString();
        return userinfo + ",\"id_token\"" + userinfo.substring(userinfo.indexOf(':')) + "}";
    }

    @Test
    void aClientWithoutTheGrantOrWithoutPkceIsToldSo() {
        TestClient other = TestClient.named("other")
                .redirects(WebFlow.REDIRECT_URI)
                .grants(GrantType.AUTHORIZATION_CODE)
                .addTo(server);
        server.update("UPDATE clients SET grant_types = '{password}' WHERE client_id = 'other'");
        server.reload();
        expectError(WebFlow.of(server, other).authorize(), "unauthorized_client");
        TestClient spa = TestClient.named("spa")
                .isPublic()
                .redirects(WebFlow.REDIRECT_URI)
                .addTo(server);
        expectError(
                WebFlow.of(server, spa).authorize("code_challenge", null, "code_challenge_method", null),
                "invalid_request");
        TestClient old = TestClient.named("old")
                .redirects(WebFlow.REDIRECT_URI)
                .pkceOptional()
                .addTo(server);
        WebFlow flow = signedIn.at(server.http(), old);
        String code =
                String.valueOf(flow.answerOf(flow.authorize("code_challenge", null, "code_challenge_method", null))
                        .get("code"));
        // A verifier without a challenge: PKCE was taken out of the request.
        flow.redeem(code).expectError(400, "invalid_grant");
        flow.redeem(code, "code_verifier", "").expectError(400, "invalid_grant");
        String again =
                String.valueOf(flow.answerOf(flow.authorize("code_challenge", null, "code_challenge_method", null))
                        .get("code"));
        flow.redeem(again, "code_verifier", "").expect(200);
    }

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
