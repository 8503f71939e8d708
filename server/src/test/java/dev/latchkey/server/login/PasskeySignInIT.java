package dev.latchkey.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestPasskey;
import dev.latchkey.server.fixture.TestPasskey.Algorithm;
import dev.latchkey.server.fixture.TestPasskey.Ceremony;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Signing in with a passkey, and with everything that looks like one. */
class PasskeySignInIT {

    private static final String SESSION = "latchkey";
    private static final String PAGE = "/account/second-factor";

    private static TestServer server;
    private static TestClient app;
    private static int number;

    private final TestPasskey passkey = TestPasskey.create();
    private TestUser user;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
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
    }

    private static String origin() {
        return server.base().toString();
    }

    private static WebFlow browser() {
        return WebFlow.of(server, app);
    }

    /** Adds a passkey on the account page. */
    private static Answer enrol(TestUser owner, TestPasskey passkey) {
        WebFlow browser = browser();
        browser.code(owner);
        Answer page = browser.get(PAGE).expect(200);
        return browser.send(page, "passkey", passkey.on(page, origin()).json(), "name", "Phone");
    }

    private static void assertSignedIn(WebFlow browser, Answer answer) {
        answer.expect(303);
        assertThat(browser.cookies()).containsKey(SESSION);
        assertThat(browser.answerOf(browser.follow(answer))).containsKey("code");
    }

    private static void assertRefused(WebFlow browser, Answer answer) {
        answer.expect(422);
        assertThat(answer.body()).contains("role=\"alert\"").doesNotContain("xception");
        assertThat(browser.cookies()).doesNotContainKey(SESSION);
    }

    private static String idToken(Answer tokens) {
        String token = tokens.json().get("id_token").asString();
        return new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"ES256", "ED_DSA", "RS256"})
    void aPasskeyAloneIsAFullSignInWithoutAName(Algorithm algorithm) {
        TestPasskey own = TestPasskey.of(algorithm);
        assertThat(enrol(user, own).expect(200).body()).containsPattern("([a-z2-7]{4}-){3}[a-z2-7]{4}");
        WebFlow browser = browser();
        Answer page = browser.open("scope", "openid").expect(200);
        assertThat(page.body()).contains("autocomplete=\"username webauthn\"");
        assertThat(TestPasskey.options(page).get("allowCredentials")).isEmpty();
        Answer answer = browser.send(page, "passkey", own.on(page, origin()).json(), "remember", "true");
        assertThat(answer.response().headers().allValues("Set-Cookie"))
                .anyMatch(cookie -> cookie.startsWith("latchkey=") && cookie.contains("Max-Age=2592000"));
        String code = String.valueOf(browser.answerOf(browser.follow(answer)).get("code"));
        assertThat(idToken(browser.redeem(code).expect(200)))
                .contains(user.id().toString(), "\"acr\":\"phr\"", "\"amr\":[\"pop\",\"user\",\"mfa\"]");
        assertThat(browser.authorize("prompt", "none").header("Location")).contains("code=");
    }

    /** What is wrong with an answer. */
    enum Fault {
        TYPE(answer -> answer.type = "webauthn.create"),
        CHALLENGE(answer -> answer.challenge = "AAAA" + answer.challenge.substring(4)),
        EMPTY_CHALLENGE(answer -> answer.challenge = ""),
        ORIGIN(answer -> answer.origin = "https://evil.example"),
        ORIGIN_WITH_OTHER_PORT(answer -> answer.origin = "http://localhost:1"),
        RP_ID(answer -> answer.rpId = "evil.example"),
        NO_USER_VERIFICATION(answer -> answer.flags &= ~TestPasskey.UV),
        NO_USER_PRESENCE(answer -> answer.flags &= ~TestPasskey.UP),
        BACKED_UP_WITHOUT_ELIGIBILITY(answer -> answer.flags |= TestPasskey.BS),
        ELIGIBLE_ALL_AT_ONCE(answer -> answer.flags |= TestPasskey.BE),
        IN_A_FRAME(answer -> answer.moreClientData = ",\"crossOrigin\":true,\"topOrigin\":\"https://evil.example\""),
        ATTESTED(answer -> answer.flags |= TestPasskey.AT),
        LONGER(answer -> answer.afterAuthenticatorData = new byte[] {1}),
        EXTENSION_CUT_OFF(answer -> {
            answer.flags |= 0x80;
            answer.afterAuthenticatorData = new byte[] {(byte) 0xA1, 0x61};
        }),
        DEEP_EXTENSION(answer -> {
            answer.flags |= 0x80;
            byte[] deep = new byte[900];
            Arrays.fill(deep, (byte) 0x81);
            answer.afterAuthenticatorData = deep;
        }),
        NO_HANDLE(answer -> answer.handle = null),
        OTHER_HANDLE(answer -> answer.handle = new byte[16]),
        UNKNOWN_CREDENTIAL(answer -> answer.rawId = new byte[32]),
        LONG_CREDENTIAL_ID(answer -> answer.rawId = new byte[1024]);

        @SuppressWarnings("ImmutableEnumChecker")
        private final Consumer<Ceremony> change;

        Fault(Consumer<Ceremony> change) {
            this.change = change;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWrongAnswerSignsInNoUser(Fault fault) {
        enrol(user, passkey).expect(200);
        WebFlow browser = browser();
        Answer page = browser.open().expect(200);
        Ceremony answer = passkey.on(page, origin());
        fault.change.accept(answer);
        Answer refused = browser.send(page, "passkey", answer.json());
        assertRefused(browser, refused);
        // The page asks again.
        assertSignedIn(
                browser,
                browser.send(refused, "passkey", passkey.on(refused, origin()).json()));
    }

    @Test
    void aSignatureOfAnotherKeyOrOneThatWasChangedIsRefused() {
        enrol(user, passkey).expect(200);
        WebFlow browser = browser();
        Answer page = browser.open().expect(200);
        TestPasskey forged = TestPasskey.create();
        forged.rename(passkey.id());
        Ceremony answer = forged.on(page, origin());
        answer.handle = passkey.on(page, origin()).handle;
        assertRefused(browser, browser.send(page, "passkey", answer.json()));
        for (String part : List.of("signature", "authenticatorData")) {
            ObjectNode message = passkey.on(page, origin()).message();
            ObjectNode response = (ObjectNode) message.get("response");
            byte[] bytes = Base64.getUrlDecoder().decode(response.get(part).asString());
            bytes[bytes.length - 1] ^= 1;
            response.put(part, TestPasskey.encode(bytes));
            assertRefused(browser, browser.send(page, "passkey", message.toString()));
        }
    }

    @Test
    void aChallengeIsGoodOnceOnAllServers() {
        enrol(user, passkey).expect(200);
        try (TestServer other = TestServer.start(server.settings(), "latchkey.issuer=" + server.base())) {
            WebFlow browser = browser();
            Answer page = browser.open().expect(200);
            String answer = passkey.on(page, origin()).json();
            WebFlow copy = browser.at(other.http(), app);
            WebFlow third = browser.at(server.http(), app);
            assertSignedIn(browser, browser.send(page, "passkey", answer));
            copy.send(page, "passkey", answer).expect(422);
            third.send(page, "passkey", answer).expect(422);
            assertThat(copy.cookies()).doesNotContainKey(SESSION);
            assertThat(third.cookies()).doesNotContainKey(SESSION);
        }
    }

    @Test
    void aChallengeIsGoodInItsFormOnly() {
        enrol(user, passkey).expect(200);
        WebFlow victim = browser();
        String answer = passkey.on(victim.open().expect(200), origin()).json();
        WebFlow thief = browser();
        Answer page = thief.open().expect(200);
        assertRefused(thief, thief.send(page, "passkey", answer));
        Answer otherQuery = victim.open("state", "other").expect(200);
        victim.send(otherQuery, "passkey", answer).expect(422);
    }

    @Test
    void aCounterThatDoesNotGoOnIsRefused() {
        passkey.count(7);
        enrol(user, passkey).expect(200);
        for (Map.Entry<Long, Boolean> use : List.of(
                Map.entry(7L, false),
                Map.entry(8L, true),
                Map.entry(8L, false),
                Map.entry(0L, false),
                Map.entry(3L, false),
                Map.entry(4_294_967_295L, true))) {
            passkey.count(use.getKey());
            WebFlow browser = browser();
            Answer page = browser.open().expect(200);
            Answer answer =
                    browser.send(page, "passkey", passkey.on(page, origin()).json());
            answer.expect(use.getValue() ? 303 : 422);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "1",
                "{\"rawId\":1}",
                "{\"rawId\":\"AA\",\"response\":{}}",
                "{\"rawId\":\"AA\",\"response\":{\"clientDataJSON\":\"e30\"}}",
                "{\"rawId\":\"*\",\"response\":{\"clientDataJSON\":\"e30\"}}",
                "<script>alert(1)</script>",
                "{\"rawId\":\"AA\",\"rawId\":\"AA\"}"
            })
    void oddTextIsNoAnswer(String text) {
        WebFlow browser = browser();
        Answer page = browser.open().expect(200);
        assertRefused(browser, browser.send(page, "passkey", text));
        assertRefused(browser, browser.send(page, "passkey", "[".repeat(5000)));
        browser.send(page, "passkey", text + " ".repeat(17_000)).expect(413);
    }

    @Test
    void failuresCountAsWrongPasswordsDo() {
        server.update("DELETE FROM sign_in_failures");
        enrol(user, passkey).expect(200);
        WebFlow browser = browser();
        Answer page = browser.open().expect(200);
        for (int i = 1; i <= 3; i++) {
            Ceremony answer = passkey.on(page, origin());
            answer.origin = "https://evil.example";
            browser.send(page, "passkey", answer.json()).expect(422);
            assertThat(failures()).isEqualTo(i);
        }
        assertSignedIn(
                browser,
                browser.send(page, "passkey", passkey.on(page, origin()).json()));
        assertThat(failures()).isZero();
        WebFlow late = browser();
        Answer locked = late.open().expect(200);
        Ceremony wrong = passkey.on(locked, origin());
        wrong.rpId = "evil.example";
        late.send(locked, "passkey", wrong.json()).expect(422);
        server.update("UPDATE sign_in_failures SET failures = 50, retry_at = now() + interval '1 hour'");
        late.send(locked, "passkey", passkey.on(locked, origin()).json()).expect(429);
        server.update("DELETE FROM sign_in_failures");
    }

    private static int failures() {
        return server.sql()
                .sql("SELECT coalesce(max(failures), 0) FROM sign_in_failures")
                .query(Integer.class)
                .single();
    }

    @Test
    void aDisabledUserIsRefusedAndARemovedPasskeyToo() {
        enrol(user, passkey).expect(200);
        WebFlow browser = browser();
        Answer page = browser.open().expect(200);
        server.update("UPDATE users SET disabled_at = now() WHERE id = :id", "id", user.id());
        Answer refused =
                browser.send(page, "passkey", passkey.on(page, origin()).json());
        assertRefused(browser, refused);
        server.update("UPDATE users SET disabled_at = NULL WHERE id = :id", "id", user.id());
        assertThat(server.database().factors().changes().reset(user.id(), Attribution.of("test")))
                .contains(true);
        assertRefused(
                browser,
                browser.send(refused, "passkey", passkey.on(refused, origin()).json()));
    }

    @Test
    void afterAPasswordItIsTheSecondFactor() {
        enrol(user, passkey).expect(200);
        WebFlow browser = browser();
        Answer signedIn = browser.signIn(browser.open("scope", "openid"), user).expect(303);
        assertThat(signedIn.header("Location")).contains("/sign-in/second?");
        Answer page = browser.follow(signedIn).expect(200);
        assertThat(page.body()).doesNotContain("one-time-code").contains("/sign-in/recovery?", "<noscript>");
        assertThat(TestPasskey.options(page).get("allowCredentials")).hasSize(1);
        TestUser other = TestUser.add(server.database(), "other" + number);
        TestPasskey foreign = TestPasskey.create();
        enrol(other, foreign).expect(200);
        assertRefused(
                browser,
                browser.send(page, "passkey", foreign.on(page, origin()).json()));
        Ceremony answer = passkey.on(page, origin());
        // A device that keeps no handle, which need not name a user who is known.
        answer.handle = null;
        Answer done = browser.send(page, "passkey", answer.json());
        String code = String.valueOf(browser.answerOf(browser.follow(done)).get("code"));
        assertThat(idToken(browser.redeem(code).expect(200)))
                .contains("\"acr\":\"phr\"", "\"amr\":[\"pwd\",\"pop\",\"user\",\"mfa\"]");
    }

    @Test
    void thePasswordGrantIsRefusedAndRecoveryCodesWork() {
        String codes = enrol(user, passkey).expect(200).body();
        TestClient legacy = TestClient.named("legacy" + number).addTo(server);
        server.http()
                .token(legacy, "grant_type", "password", "username", user.username(), "password", user.password())
                .expectError(400, "invalid_grant");
        WebFlow browser = browser();
        browser.follow(browser.signIn(browser.open(), user)).expect(200);
        Answer page = browser.get("/sign-in/recovery?" + browser.query()).expect(200);
        var code = Pattern.compile("([a-z2-7]{4}-){3}[a-z2-7]{4}").matcher(codes);
        assertThat(code.find()).isTrue();
        assertSignedIn(browser, browser.send(page, "code", code.group(), "decision", "sign-in"));
    }

    @Test
    void aRequestThatDemandsAPasskeyGetsOneOrAnError() {
        String essential = "{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"phr\"]}}}";
        WebFlow plain = browser();
        plain.code(user);
        assertThat(plain.answerOf(plain.authorize("claims", essential)))
                .containsEntry("error", "unmet_authentication_requirements");
        assertThat(plain.answerOf(plain.authorize("acr_values", "phr"))).containsKey("code");
        enrol(user, passkey).expect(200);
        for (String[] changes :
                List.of(new String[] {"claims", essential}, new String[] {"acr_values", "phr urn:latchkey:1"})) {
            WebFlow browser = browser();
            Answer first = browser.open().expect(200);
            assertSignedIn(
                    browser,
                    browser.send(first, "passkey", passkey.on(first, origin()).json()));
            assertThat(browser.authorize(changes).header("Location")).contains("code=");
            // As after a sign-in with a code.
            server.update("UPDATE browser_sessions SET amr = 3 WHERE user_id = :id", "id", user.id());
            assertThat(browser.authorize().header("Location")).contains("code=");
            Answer page = browser.open(changes).expect(200);
            assertSignedIn(
                    browser,
                    browser.send(page, "passkey", passkey.on(page, origin()).json()));
            assertThat(browser.authorize("claims", essential.replace("phr", "urn:latchkey:2"))
                            .header("Location"))
                    .contains("code=");
        }
    }

    @Test
    void aSessionOfAnotherUserIsReplaced() {
        enrol(user, passkey).expect(200);
        TestUser other = TestUser.add(server.database(), "other" + number);
        WebFlow browser = browser();
        browser.code(other);
        String before = String.valueOf(browser.cookies().get(SESSION));
        Answer page = browser.open("prompt", "login").expect(200);
        Answer answer = browser.send(page, "passkey", passkey.on(page, origin()).json());
        answer.expect(303);
        assertThat(browser.cookies().get(SESSION)).isNotEqualTo(before);
        browser.cookies().put(SESSION, before);
        assertThat(browser.authorize("prompt", "none").header("Location")).contains("login_required");
    }

    @Test
    void wherePasskeysCannotWorkNoneIsOffered() {
        try (TestServer other = TestServer.start(server.settings(), "latchkey.issuer=http://127.0.0.1:9000")) {
            Answer page = other.http().get("/sign-in").expect(200);
            assertThat(page.body()).doesNotContain("data-passkey", "<script", "webauthn");
            assertThat(page.header("Content-Security-Policy")).doesNotContain("script-src");
        }
    }
}
