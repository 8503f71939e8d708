package dev.latchkey.server.selfservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.consent.Consents;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The clients that have access to an account. */
class ApplicationsPageIT extends SignedInBrowser {

    private static final String PAGE = "/account/applications";

    private Answer remove(TestClient client) {
        return browser.send(
                browser.get(PAGE).expect(200), "application", client.id().toString());
    }

    private static TestClient asking(String clientId, String scope) {
        return TestClient.named(clientId)
                .redirects(WebFlow.REDIRECT_URI)
                .asksConsent()
                .scope(scope)
                .addTo(server);
    }

    @Test
    void nothingHasAccessAtFirst() {
        String page = browser.get(PAGE).expectPage(200);
        assertThat(page).contains("No app has access").doesNotContain("<form");
    }

    @Test
    void withdrawingAConsentEndsTheFamiliesOfThatClientAlone() {
        TestClient shop = asking("shop", "openid read offline_access");
        WebFlow here = browser.at(server.http(), shop);
        Answer tokens = here.redeem(here.code(user, "scope", "openid read offline_access"))
                .expect(200);
        Answer kept = tokens(browser, "read");
        server.database().scopeDescriptions().set("read", "Read <i>orders</i>", Attribution.of("test"));
        String page = browser.get(PAGE).expectPage(200);
        server.database().scopeDescriptions().remove("read", Attribution.of("test"));
        assertThat(page)
                .contains("shop", "Recognise you", "Read &lt;i&gt;orders", "after you sign out", "Last used", "web");
        assertSays(remove(shop), "<strong dir=\"auto\">shop</strong> no longer has access");
        assertLive(shop, tokens, false);
        assertLive(web, kept, true);
        assertThat(changes()).containsExactly("consent.withdraw");
        // It has to ask again.
        assertThat(here.open("scope", "read").body()).contains("value=\"allow\"");
        assertSays(remove(web), "no longer has access");
        assertLive(web, kept, false);
    }

    @Test
    void aClientThatHasTokensWithoutAConsentLosesThem() {
        Answer tokens = http.signIn(client, user).expect(200);
        assertThat(browser.get(PAGE).expectPage(200)).contains(client.clientId());
        Answer page = assertSays(remove(client), "no longer has access");
        assertThat(page.body()).contains("No app has access");
        assertLive(client, tokens, false);
        assertThat(changes()).containsExactly("consent.withdraw");
    }

    @Test
    void aConsentWithoutTokensIsWithdrawn() {
        TestClient idle = asking("idle", "read");
        WebFlow here = browser.at(server.http(), idle);
        here.code(user);
        assertThat(browser.get(PAGE).expectPage(200)).contains("idle").doesNotContain("Last used");
        assertSays(remove(idle), "no longer has access");
        assertThat(server.database().consents().find(user.id(), idle.id())).isEmpty();
    }

    @Test
    void theClientsOfAnotherUserAndWhatIsNoneStay() {
        TestUser victim = newUser();
        Answer tokens = http.signIn(client, victim).expect(200);
        http.signIn(other, user).expect(200);
        Consents consents = server.database().consents();
        for (String id : List.of(client.id().toString(), UUID.randomUUID().toString(), "x", "")) {
            assertSays(browser.send(browser.get(PAGE), "application", id), "Nothing was changed");
        }
        assertLive(client, tokens, true);
        assertThat(consents.find(victim.id(), client.id())).isEmpty();
        assertThat(changes()).isEmpty();
    }

    @Test
    void aClientIsRemovedOnceByTwoTabs() {
        http.signIn(client, user).expect(200);
        Answer first = browser.get(PAGE).expect(200);
        Answer second = browser.get(PAGE).expect(200);
        String id = client.id().toString();
        assertSays(browser.send(first, "application", id), "no longer has access");
        assertSays(browser.send(second, "application", id), "Nothing was changed");
        assertThat(changes()).hasSize(1);
    }

    @Test
    void theNameOfAClientIsText() {
        TestClient odd = TestClient.named("odd").addTo(server);
        server.update("UPDATE clients SET name = '<script>alert(1)</script>' WHERE id = :id", "id", odd.id());
        server.reload();
        http.signIn(odd, user).expect(200);
        assertThat(browser.get(PAGE).expectPage(200))
                .contains("&lt;script&gt;alert(1)")
                .doesNotContain("<script");
        Answer done = assertSays(remove(odd), "&lt;script&gt;alert(1)");
        assertThat(done.body()).doesNotContain("<script");
    }
}
