package dev.latchkey.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.account.Username;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestApp;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds between the password and the code: limits, the browser, and the account as it was. */
class BetweenStepsIT extends SecondStep {

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
        TestClient legacy = TestClient.named(name("legacy")).addTo(server);
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

    @Test
    void aRehashKeepsTheSecondStep() {
        TestUser old = TestUser.addWithBcrypt(server.database(), name("bcrypt"), 4);
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
