package dev.latchkey.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.ClientJwt;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestJwk;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.Waiting;
import dev.latchkey.server.fixture.WebFlow;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that clients sign: RFC 9101. */
class RequestObjectIT {

    private static final Map<String, TestJwk> KEYS = Map.of(
            "ES256", TestJwk.of("ES256", "es"), "PS256", TestJwk.of("PS256", "ps"), "EdDSA", TestJwk.of("EdDSA", "ed"));
    private static final TestJwk KEY = Objects.requireNonNull(KEYS.get("ES256"));

    private static TestServer server;
    private static TestClient bank;
    private static TestUser alice;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        bank = TestClient.named("bank")
                .redirects(WebFlow.REDIRECT_URI)
                .authentication(TestJwk.registered(KEYS.values().toArray(TestJwk[]::new)))
                .addTo(server);
        alice = TestUser.add(server.database(), "alice");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static WebFlow browser() {
        return WebFlow.of(server, bank);
    }

    /** A good request object; see {@link WebFlow#query} for the changes. */
    private static ClientJwt object(TestJwk key, @Nullable String... changes) {
        ClientJwt jwt = ClientJwt.of("bank", key, server.http()).claim("sub", null);
        Map<String, String> parameters =
                new LinkedHashMap<>(WebFlow.parameters("?" + browser().query(changes)));
        parameters.forEach(jwt::claim);
        return jwt.claim("nbf", now());
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }

    private static Answer authorize(WebFlow browser, String object, String... others) {
        return browser.get("/oauth2/authorize?" + Http.encode("client_id", "bank", "request", object)
                + (others.length == 0 ? "" : "&" + Http.encode(others)));
    }

    /** At the authorization endpoint it is a page, and where it is pushed an error. */
    private static void expectRefused(String what, UnaryOperator<ClientJwt> change) {
        String signed = change.apply(object(KEY)).signed();
        Answer page = authorize(browser(), signed, "redirect_uri", WebFlow.REDIRECT_URI);
        assertThat(page.expectPage(400)).as(what).contains("invalid_request_object");
        assertThat(page.header("Location")).as(what).isNull();
        push(signed).expectError(400, "invalid_request_object");
    }

    private static Answer push(String object, String... others) {
        String[] form = new String[others.length + 4];
        System.arraycopy(new String[] {"client_id", "bank", "request", object}, 0, form, 0, 4);
        System.arraycopy(others, 0, form, 4, others.length);
        return ClientJwt.of("bank", KEY, server.http()).post(server.http(), "/oauth2/par", form);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ES256", "PS256", "EdDSA"})
    void aSignedRequestLeadsToACode(String algorithm) {
        WebFlow browser = browser();
        Answer page = browser.follow(authorize(
                browser, object(Objects.requireNonNull(KEYS.get(algorithm))).signed()));
        Map<String, String> answer = browser.answerOf(browser.follow(browser.signIn(page.expect(200), alice)));
        assertThat(answer).containsKey("code").containsEntry("state", "state-1");
    }

    @Test
    void onlyWhatIsSignedCounts() {
        WebFlow browser = browser();
        String signed = object(KEY, "scope", "read").claim("max_age", 3600).signed();
        Answer page = browser.follow(authorize(
                browser,
                signed,
                "scope",
                "read write",
                "state",
                "other",
                "redirect_uri",
                "https://evil.example/",
                "response_type",
                "token"));
        assertThat(browser.answerOf(browser.follow(browser.signIn(page.expect(200), alice))))
                .containsEntry("state", "state-1");
        String uri = push(signed, "scope", "write", "redirect_uri", "https://evil.example/")
                .expect(201)
                .text("request_uri");
        assertThat(browser.answerOf(
                        browser.get("/oauth2/authorize?" + Http.encode("client_id", "bank", "request_uri", uri))))
                .containsEntry("state", "state-1")
                .containsKey("code");
    }

    @Test
    void claimsThatAreNoParametersMeanNothing() {
        push(object(KEY)
                        .claim("x", true)
                        .claim("y", 1.5)
                        .claim("z", "\ud83d\ude00")
                        .signed())
                .expect(201);
    }

    @Test
    void aRequestIsPushedOnce() {
        String signed = object(KEY).signed();
        push(signed, "request", signed).expectError(400, "invalid_request");
    }

    @Test
    void whatCannotBeVerifiedIsAPage() {
        TestJwk foreign = TestJwk.of("ES256", "es");
        expectRefused("no signature", jwt -> jwt.header("alg", "none"));
        expectRefused("the public key as a secret", jwt -> jwt.header("alg", "HS256"));
        expectRefused("another type", jwt -> jwt.header("typ", "at+jwt"));
        expectRefused("another client", jwt -> jwt.claim("iss", "other"));
        expectRefused("no client", jwt -> jwt.claim("iss", null));
        expectRefused("another audience", jwt -> jwt.claim("aud", "https://other.example"));
        expectRefused("no audience", jwt -> jwt.claim("aud", null));
        expectRefused("another client_id", jwt -> jwt.claim("client_id", "other"));
        expectRefused("no client_id", jwt -> jwt.claim("client_id", null));
        expectRefused("an assertion", jwt -> jwt.claim("sub", "bank"));
        expectRefused("no end", jwt -> jwt.claim("exp", null));
        expectRefused("past", jwt -> jwt.claim("exp", now() - 1));
        expectRefused("too long", jwt -> jwt.claim("exp", now() + 3700));
        expectRefused("old", jwt -> jwt.claim("nbf", now() - 3700));
        expectRefused("ahead", jwt -> jwt.claim("nbf", now() + 30).claim("exp", now() + 60));
        expectRefused("nested", jwt -> jwt.claim("request", "x"));
        expectRefused("nested reference", jwt -> jwt.claim("request_uri", "https://evil.example/"));
        expectRefused("a NUL", jwt -> jwt.claim("state", "a\0b"));
        expectRefused("half a surrogate pair", jwt -> jwt.claim("state", "a\ud800b"));
        expectRefused("the other half", jwt -> jwt.claim("nonce", "n\udc00"));
        expectRefused("half in a name", jwt -> jwt.claim("\ud800", "x"));
        expectRefused("half in an object", jwt -> jwt.claim("claims", Map.of("x", List.of("\ud800"))));
        expectRefused("half in the header", jwt -> jwt.header("x", "\ud800"));
        expectRefused("a list of lists", jwt -> jwt.claim("scope", List.of(List.of("read"))));
        String signed = object(foreign).signed();
        authorize(browser(), signed).expectPage(400);
        push(signed).expectError(400, "invalid_request_object");
        for (String text : List.of("x", "a.b.c", "a.b.c.d.e", object(KEY).signed() + "x")) {
            authorize(browser(), text).expectPage(400);
            push(text).expectError(400, "invalid_request_object");
        }
    }

    @Test
    void whatIsVerifiedAndWrongIsToldToTheClient() {
        assertThat(browser()
                        .answerOf(authorize(
                                browser(), object(KEY, "scope", "admin").signed())))
                .containsEntry("error", "invalid_scope")
                .containsEntry("state", "state-1");
        push(object(KEY, "scope", "admin").signed()).expectError(400, "invalid_scope");
    }

    @Test
    void clocksMayDifferAndAnAudienceMayBeOneOfSeveral() {
        ClientJwt jwt = object(KEY)
                .claim("nbf", now() + 8)
                .claim("aud", List.of("https://other.example", server.base().toString()));
        push(jwt.header("typ", "oauth-authz-req+jwt").signed()).expect(201);
    }

    @Test
    void theUserOfABrowserThatOpenedItInTimeMayAnswerLater() {
        String signed = object(KEY).claim("exp", now() + 3).signed();
        WebFlow browser = browser();
        Answer page = browser.follow(authorize(browser, signed)).expect(200);
        Waiting.until(
                "the object expires",
                Duration.ofSeconds(30),
                () -> authorize(browser(), signed).status() == 400);
        assertThat(browser.answerOf(browser.follow(browser.signIn(page, alice))))
                .containsKey("code");
    }

    @Test
    void aClientThatHasToPushAlsoPushesWhatItSigns() {
        TestClient strict = TestClient.named("strict")
                .redirects(WebFlow.REDIRECT_URI)
                .authentication(TestJwk.registered(KEY))
                .pushes()
                .addTo(server);
        ClientJwt jwt = object(KEY, "client_id", "strict").claim("iss", "strict");
        WebFlow browser = WebFlow.of(server, strict);
        assertThat(browser.answerOf(browser.get(
                        "/oauth2/authorize?" + Http.encode("client_id", "strict", "request", jwt.signed()))))
                .containsEntry("error", "invalid_request");
        ClientJwt assertion = ClientJwt.of("strict", KEY, server.http());
        assertion
                .post(server.http(), "/oauth2/par", "client_id", "strict", "request", jwt.signed())
                .expect(201);
        // Such a client says from when on it is good: FAPI 2.0 Message Signing, section 5.3.1.
        ClientJwt.of("strict", KEY, server.http())
                .post(
                        server.http(),
                        "/oauth2/par",
                        "client_id",
                        "strict",
                        "request",
                        jwt.claim("nbf", null).signed())
                .expectError(400, "invalid_request_object");
    }
}
