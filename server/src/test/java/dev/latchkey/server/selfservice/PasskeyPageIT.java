package dev.latchkey.server.selfservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.factor.Passkey;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestApp;
import dev.latchkey.server.fixture.TestPasskey;
import dev.latchkey.server.fixture.TestPasskey.Algorithm;
import dev.latchkey.server.fixture.TestPasskey.Ceremony;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

/** Where users add and remove passkeys. */
class PasskeyPageIT extends SignedInBrowser {

    private static final String PATH = "/account/second-factor";
    private static final String CODES = "([a-z2-7]{4}-){3}[a-z2-7]{4}";

    private static String origin() {
        return server.base().toString();
    }

    private Answer add(TestPasskey passkey, String name) {
        Answer page = browser.get(PATH).expect(200);
        return browser.send(page, "passkey", passkey.on(page, origin()).json(), "name", name);
    }

    private List<Passkey> passkeys() {
        return server.database().factors().passkeys().list(user.id());
    }

    @Test
    void passkeysAreAddedAndRemovedAndTheSessionGoesOn() {
        WebFlow other = signedIn(user);
        String before = String.valueOf(browser.cookies().get("latchkey"));
        Answer page = browser.get(PATH).expect(200);
        assertThat(page.header("Content-Security-Policy")).contains("script-src 'self'");
        TestPasskey first = TestPasskey.create();
        assertThat(add(first, " My\u202e <b>phone</b> ").expect(200).body()).containsPattern(CODES);
        assertThat(browser.cookies().get("latchkey")).isNotEqualTo(before);
        assertThat(other.get(PATH).header("Location")).contains("/sign-in?");
        // The second one leaves the recovery codes alone.
        TestPasskey second = TestPasskey.of(Algorithm.ED_DSA);
        assertThat(assertSays(add(second, ""), "was added").body())
                .contains("My &lt;b&gt;phone&lt;/b&gt;")
                .doesNotContain("<b>")
                .doesNotContainPattern(CODES);
        assertThat(passkeys())
                .extracting(Passkey::name)
                .hasSize(2)
                .contains("My <b>phone</b>")
                .noneMatch(String::isBlank);
        assertThat(TestPasskey.options(browser.get(PATH)).get("excludeCredentials"))
                .hasSize(2);
        for (TestPasskey passkey : List.of(first, second)) {
            Answer removed = browser.send(browser.get(PATH), "remove-passkey", TestPasskey.encode(passkey.id()));
            if (removed.status() == 200) {
                removed = browser.send(removed, "decision", "remove-last");
            }
            assertSays(removed, "was removed");
        }
        assertThat(passkeys()).isEmpty();
        assertThat(server.database().secondFactors().countCodes(user.id())).isZero();
        assertThat(changes()).containsExactly("factor.add", "factor.add", "factor.remove", "factor.remove");
        assertThat(signedIn(user).cookies()).containsKey("latchkey");
    }

    @Test
    void recoveryCodesStayUntilTheLastFactorGoes() {
        add(TestPasskey.create(), "a").expect(200);
        TestApp.addBeside(server, user, Attribution.of("test"));
        WebFlow next = WebFlow.of(server, web);
        Answer page = next.follow(next.signIn(next.get("/sign-in"), user)).expect(200);
        assertThat(page.body()).contains("one-time-code", "data-passkey");
        server.database().factors().changes().remove(user.id(), "factor.remove", Attribution.of("test"));
        assertThat(server.database().secondFactors().countCodes(user.id())).isEqualTo(10);
        assertThat(server.database()
                        .factors()
                        .passkeyChanges()
                        .remove(user.id(), passkeys().getFirst().credentialId(), Attribution.of("test")))
                .contains(true);
        assertThat(server.database().secondFactors().countCodes(user.id())).isZero();
    }

    /** What is wrong with a new passkey. */
    enum Fault {
        TYPE(answer -> answer.type = "webauthn.get"),
        CHALLENGE(answer -> answer.challenge = "AAAA" + answer.challenge.substring(4)),
        ORIGIN(answer -> answer.origin = "https://evil.example"),
        RP_ID(answer -> answer.rpId = "evil.example"),
        NO_USER_VERIFICATION(answer -> answer.flags &= ~TestPasskey.UV),
        NO_USER_PRESENCE(answer -> answer.flags &= ~TestPasskey.UP),
        BACKED_UP_WITHOUT_ELIGIBILITY(answer -> answer.flags |= TestPasskey.BS),
        NO_KEY(answer -> answer.flags &= ~TestPasskey.AT),
        LONGER(answer -> answer.afterAuthenticatorData = new byte[] {1}),
        IN_A_FRAME(answer -> answer.moreClientData = ",\"crossOrigin\":true,\"topOrigin\":\"https://evil.example\"");

        @SuppressWarnings("ImmutableEnumChecker")
        private final Consumer<Ceremony> change;

        Fault(Consumer<Ceremony> change) {
            this.change = change;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWrongAnswerAddsNothing(Fault fault) {
        Answer page = browser.get(PATH).expect(200);
        Ceremony answer = TestPasskey.create().on(page, origin());
        fault.change.accept(answer);
        assertSays(browser.send(page, "passkey", answer.json()), "was not added");
        assertThat(passkeys()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"ES384", "ES256_ON_P384", "RS256_SHORT"})
    void aKeyThatWasNotAskedForIsRefused(Algorithm algorithm) {
        assertSays(add(TestPasskey.of(algorithm), "x"), "was not added");
        assertThat(passkeys()).isEmpty();
    }

    @Test
    void anIdHasABoundAndIsOfOneUser() {
        TestPasskey longer = TestPasskey.create();
        longer.rename(new byte[1024]);
        assertSays(add(longer, "x"), "was not added");
        TestPasskey longest = TestPasskey.create();
        longest.rename(Arrays.copyOf(longest.id(), 1023));
        add(longest, "x").expect(200);
        TestUser thief = newUser();
        WebFlow other = signedIn(thief);
        Answer page = other.get(PATH).expect(200);
        TestPasskey copy = TestPasskey.create();
        copy.rename(longest.id());
        other.send(page, "passkey", copy.on(page, origin()).json()).expect(303);
        assertThat(server.database().factors().passkeys().list(thief.id())).isEmpty();
        other.send(other.get(PATH), "remove-passkey", TestPasskey.encode(longest.id()))
                .expect(303);
        assertThat(passkeys()).hasSize(1);
    }

    @Test
    void cborThatIsCutOffOrTooLongIsRefused() {
        Answer page = browser.get(PATH).expect(200);
        for (int length : new int[] {1, 2, 30, 60, 150}) {
            ObjectNode message = TestPasskey.create().on(page, origin()).message();
            ObjectNode response = (ObjectNode) message.get("response");
            byte[] whole = Base64.getUrlDecoder()
                    .decode(response.get("attestationObject").asString());
            response.put("attestationObject", TestPasskey.encode(Arrays.copyOf(whole, length)));
            browser.send(page, "passkey", message.toString()).expect(303);
            response.put("attestationObject", TestPasskey.encode(Arrays.copyOf(whole, 9000)));
            browser.send(page, "passkey", message.toString()).expect(303);
            byte[] deep = new byte[4000];
            Arrays.fill(deep, (byte) 0x81);
            response.put("attestationObject", TestPasskey.encode(deep));
            browser.send(page, "passkey", message.toString()).expect(303);
        }
        assertThat(passkeys()).isEmpty();
    }

    @Test
    void aChangeNeedsASignInOfTheLastFiveMinutesAndAFormOfThisBrowser() {
        Answer page = browser.get(PATH).expect(200);
        String answer = TestPasskey.create().on(page, origin()).json();
        browser.post(PATH, "passkey", answer).expect(403);
        TestUser thief = newUser();
        WebFlow other = signedIn(thief);
        other.send(other.get(PATH), "passkey", answer).expect(303);
        assertThat(server.database().factors().passkeys().list(thief.id())).isEmpty();
        pass();
        assertThat(browser.send(page, "passkey", answer).expect(303).header("Location"))
                .contains("/sign-in?continue=account-factor");
        assertThat(passkeys()).isEmpty();
    }
}
