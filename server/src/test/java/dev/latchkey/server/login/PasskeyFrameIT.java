package dev.latchkey.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.SharedServer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestPasskey;
import dev.latchkey.server.fixture.TestPasskey.Ceremony;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passkeys in a frame of another site: the client data says so in one way or the other (WebAuthn, section 5.8.1). */
class PasskeyFrameIT extends SharedServer {

    private static final String PAGE = "/account/second-factor";

    private static WebFlow browser() {
        return WebFlow.of(server, new TestClient(new UUID(0, 0), "none", ""));
    }

    private static String origin() {
        return server.base().toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"crossOrigin\":true",
                ",\"topOrigin\":\"https://evil.example\"",
                ",\"crossOrigin\":false,\"topOrigin\":\"https://evil.example\"",
                ",\"crossOrigin\":true,\"topOrigin\":\"https://evil.example\""
            })
    void neitherSignsInNorIsAdded(String framed) {
        TestUser user = newUser();
        WebFlow browser = browser();
        browser.signIn(browser.get("/sign-in"), user).expect(303);
        TestPasskey passkey = TestPasskey.create();
        Answer refused = browser.get(PAGE).expect(200);
        Ceremony added = passkey.on(refused, origin());
        added.moreClientData = framed;
        browser.send(refused, "passkey", added.json()).expect(303);
        assertThat(server.database().factors().passkeys().list(user.id())).isEmpty();
        Answer page = browser.get(PAGE).expect(200);
        browser.send(page, "passkey", passkey.on(page, origin()).json()).expect(200);
        WebFlow other = browser();
        Answer signIn = other.get("/sign-in").expect(200);
        Ceremony used = passkey.on(signIn, origin());
        used.moreClientData = framed;
        other.send(signIn, "passkey", used.json()).expect(422);
        assertThat(other.cookies()).doesNotContainKey("latchkey");
    }

    @Test
    void aPageThatIsInNoFrameMaySaySo() {
        TestUser user = newUser();
        WebFlow browser = browser();
        browser.signIn(browser.get("/sign-in"), user).expect(303);
        Answer page = browser.get(PAGE).expect(200);
        TestPasskey passkey = TestPasskey.create();
        Ceremony added = passkey.on(page, origin());
        added.moreClientData = ",\"crossOrigin\":false";
        browser.send(page, "passkey", added.json()).expect(200);
    }
}
