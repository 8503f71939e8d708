package dev.latchkey.server.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A client gets no more of a user than the page showed, whatever parameter it asks by. */
class ShownScopesIT {

    private static final String PHONE_AND_EMAIL = "{\"userinfo\":{\"phone_number\":null,\"email\":null}}";

    private static TestServer server;
    private static TestUser alice;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.empty());
        alice = TestUser.add(server.database(), "alice");
        server.database()
                .personChanges()
                .updateClaims(alice.id(), claims -> claims.with("phone_number", "+1 555 0100"), Attribution.of("test"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static TestClient client(String name, String scope) {
        return TestClient.named(name)
                .redirects(WebFlow.REDIRECT_URI)
                .asksConsent()
                .scope(scope)
                .addTo(server);
    }

    private static Answer consentPage(WebFlow browser, @Nullable String... changes) {
        return browser.follow(browser.signIn(browser.open(changes), alice));
    }

    @Test
    void singleClaimsAreAllowedAsTheirScopesAre() {
        WebFlow browser = WebFlow.of(server, client("with-phone", "openid phone"));
        Answer page = consentPage(browser, "scope", "openid", "claims", PHONE_AND_EMAIL);
        // The email address is no matter of this client: it does not have the scope.
        assertThat(page.expectPage(200)).contains("phone number").doesNotContain("email address");
        String code = browser.answerOf(browser.send(page, "decision", "allow")).get("code");
        Answer tokens = browser.redeem(String.valueOf(code)).expect(200);
        assertThat(server.http().userinfo(tokens.accessToken()).expect(200).body())
                .contains("+1 555 0100")
                .doesNotContain("\"email\"");
        assertThat(tokens.text("scope")).isEqualTo("openid");

        // Allowing the scope openid alone does not allow it.
        WebFlow other = WebFlow.of(server, client("later", "openid phone"));
        other.follow(other.send(consentPage(other, "scope", "openid"), "decision", "allow"));
        assertThat(other.answerOf(other.authorize("scope", "openid", "claims", PHONE_AND_EMAIL, "prompt", "none")))
                .containsEntry("error", "consent_required");
    }

    @Test
    void aFormThatShowedOtherScopesIsShownAgain() {
        TestClient client = client("growing", "read");
        WebFlow browser = WebFlow.of(server, client);
        Answer page = consentPage(browser, "scope", null);
        assertThat(page.expectPage(200)).doesNotContain("write");
        server.database()
                .clientChanges()
                .update(
                        client.id(),
                        before -> before.toBuilder()
                                .scopes(Scopes.parse("read write"))
                                .build(),
                        Attribution.of("test"));
        server.reload();
        Answer again = browser.follow(browser.send(page, "decision", "allow"));
        assertThat(again.expectPage(200)).contains("write");
        assertThat(server.sql()
                        .sql("SELECT count(*) FROM consents WHERE client_id = :client")
                        .param("client", client.id())
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void whatTheFormSaysItShowedCannotBeChanged() {
        WebFlow browser = WebFlow.of(server, client("changed", "read write"));
        Answer page = consentPage(browser, "scope", "read");
        browser.send(page, "decision", "allow", "shown", "read write").expectPage(403);
    }
}
