package dev.latchkey.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestApp;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What clients learn of a second factor, and demand: {@code amr} and {@code acr}. */
class SecondFactorClaimsIT extends SecondStep {

    @Test
    void amrAndAcrTellTheTruthAlsoAfterARefresh() {
        WebFlow browser = browser();
        Answer answer = send(browser, second(browser, "scope", "openid offline_access"), phone.code());
        String code = String.valueOf(browser.answerOf(browser.follow(answer)).get("code"));
        Answer tokens = browser.redeem(code).expect(200);
        assertThat(idToken(tokens)).contains("\"amr\":[\"pwd\",\"otp\",\"mfa\"]", "\"acr\":\"urn:latchkey:2\"");
        Answer refreshed = server.http()
                .token(
                        app,
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        tokens.json().get("refresh_token").asString())
                .expect(200);
        assertThat(idToken(refreshed)).contains("\"amr\":[\"pwd\",\"otp\",\"mfa\"]", "\"acr\":\"urn:latchkey:2\"");
        TestUser plain = newUser();
        WebFlow other = browser();
        Answer single = other.redeem(other.code(plain, "scope", "openid")).expect(200);
        assertThat(idToken(single)).contains("\"amr\":[\"pwd\"]", "\"acr\":\"urn:latchkey:1\"");
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
        TestUser plain = newUser();
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
}
