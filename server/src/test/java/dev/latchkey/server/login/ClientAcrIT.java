package dev.latchkey.server.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.session.Acr;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestApp;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestPasskey;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients whose administrator wants more of a sign-in than the server does. */
class ClientAcrIT {

    private static final String BY_CODE = "/sign-in/second?";
    private static final String ADD = "/sign-in/add-app?";

    private static TestServer server;
    private static TestClient app;
    private static TestClient bank;
    private static TestClient vault;
    private static int number;

    private TestUser user;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.fresh());
        app = TestClient.named("app").redirects(WebFlow.REDIRECT_URI).addTo(server);
        bank = TestClient.named("bank")
                .redirects(WebFlow.REDIRECT_URI)
                .acr(Acr.TWO_FACTORS)
                .addTo(server);
        vault = TestClient.named("vault")
                .redirects(WebFlow.REDIRECT_URI)
                .acr(Acr.PHISHING_RESISTANT)
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

    /** A browser that is signed in to {@code app} by password, as it comes to another client. */
    private WebFlow cameFromApp(TestClient client) {
        WebFlow browser = WebFlow.of(server, app);
        browser.code(user);
        return browser.at(server.http(), client);
    }

    private Answer afterPassword(WebFlow browser, String next) {
        Answer answer = browser.signIn(browser.open().expect(200), user).expect(303);
        assertThat(answer.header("Location")).contains(next);
        return browser.follow(answer).expect(200);
    }

    @Test
    void aSessionByPasswordIsNotEnoughAndGivesNothingAway() {
        WebFlow other = WebFlow.of(server, app);
        other.code(user);
        WebFlow atBank = other.at(server.http(), bank);
        assertThat(atBank.answerOf(atBank.authorize("prompt", "none"))).containsEntry("error", "login_required");
        assertThat(atBank.authorize().header("Location")).contains("/sign-in?").doesNotContain("code=");
        assertThat(other.authorize().header("Location")).contains("code=");
    }

    @Test
    void aUserWithAFactorProvesIt() {
        TestApp phone = TestApp.add(server, user);
        WebFlow browser = WebFlow.of(server, bank);
        Answer page = afterPassword(browser, BY_CODE);
        Answer answer =
                browser.send(page, "code", phone.code(), "decision", "sign-in").expect(303);
        assertThat(browser.answerOf(browser.follow(answer))).containsKey("code");
        assertThat(browser.authorize("prompt", "none").header("Location")).contains("code=");
    }

    @Test
    void aUserWithoutAFactorAddsOneWhileSigningIn() {
        WebFlow browser = cameFromApp(bank);
        Answer page = afterPassword(browser, ADD);
        assertThat(page.body()).contains("<svg class=\"qr\"", "data-passkey");
    }

    @Test
    void wherePasskeysAreDemandedAUserWithoutAFactorIsOfferedNothingElse() {
        WebFlow browser = cameFromApp(vault);
        Answer page = afterPassword(browser, ADD);
        assertThat(page.body()).contains("data-passkey").doesNotContain("class=\"qr\"", "name=\"code\"");
        TestPasskey passkey = TestPasskey.create();
        browser.send(page, "passkey", passkey.on(page, server.base().toString()).json())
                .expect(200);
        assertThat(browser.authorize("prompt", "none").header("Location")).contains("code=");
    }

    @Test
    void wherePasskeysAreDemandedACodeIsNotEnough() {
        TestApp phone = TestApp.add(server, user);
        WebFlow browser = WebFlow.of(server, vault);
        Answer page = afterPassword(browser, BY_CODE);
        Answer answer =
                browser.send(page, "code", phone.code(), "decision", "sign-in").expect(303);
        assertThat(answer.header("Location")).contains(ADD);
        assertThat(browser.authorize("prompt", "none").header("Location")).doesNotContain("code=");
    }

    @Test
    void theSchemaKeepsItFromGrantsThatWouldPassIt() {
        for (String grant : List.of("password", "device_code")) {
            assertThatThrownBy(() -> server.update(
                            "UPDATE clients SET grant_types = grant_types || ARRAY['" + grant
                                    + "'] WHERE client_id = :id",
                            "id",
                            "bank"))
                    .hasMessageContaining("clients_acr_by_code");
        }
        assertThatThrownBy(() -> server.update("UPDATE clients SET acr = 'gold' WHERE client_id = :id", "id", "bank"))
                .hasMessageContaining("clients_acr_known");
    }

    @Test
    void wherePasskeysAreDemandedAnAppIsNotAdded() {
        WebFlow browser = cameFromApp(vault);
        Answer page = afterPassword(browser, ADD);
        browser.send(page, "code", "123456", "decision", "add").expect(422);
        assertThat(server.sql()
                        .sql("SELECT count(*) FROM totp WHERE user_id = :id")
                        .param("id", user.id())
                        .query(Integer.class)
                        .single())
                .isZero();
    }
}
