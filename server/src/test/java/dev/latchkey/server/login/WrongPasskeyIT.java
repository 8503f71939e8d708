package dev.latchkey.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestPasskey;
import dev.latchkey.server.fixture.TestPasskey.Ceremony;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.WebFlow;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Everything that looks like an answer of a passkey and is none. */
class WrongPasskeyIT extends PasskeyUser {

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
        server.update("UPDATE sign_in_failures SET failures = 50, retry_at = now() + interval '10 minutes'");
        late.send(locked, "passkey", passkey.on(locked, origin()).json()).expect(429);
        server.update("DELETE FROM sign_in_failures");
    }
}
