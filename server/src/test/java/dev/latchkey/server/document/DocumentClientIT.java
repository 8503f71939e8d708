package dev.latchkey.server.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.audit.AuditFilter;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientKind;
import dev.latchkey.server.cache.ClientDirectory;
import dev.latchkey.server.fixture.CodeFlow;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.Waiting;
import dev.latchkey.server.fixture.WebFlow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client that a document describes, from the first request to the end of its tokens. */
class DocumentClientIT extends DocumentServer {

    private static final Duration SOON = Duration.ofSeconds(10);

    /** Of a public client: only the client id. */
    private Answer token(String clientId, String... form) {
        String[] all = new String[form.length + 2];
        System.arraycopy(form, 0, all, 2, form.length);
        all[0] = "client_id";
        all[1] = clientId;
        return server.http().post("/oauth2/token", all);
    }

    private Answer redeem(String clientId, String code) {
        return token(
                clientId,
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                CodeFlow.REDIRECT_URI,
                "code_verifier",
                CodeFlow.VERIFIER);
    }

    private String allow(WebFlow browser, Answer page) {
        assertThat(asks(page)).as(page.body()).isTrue();
        return String.valueOf(
                browser.answerOf(browser.send(page, "decision", "allow")).get("code"));
    }

    @Test
    void signsInUnregistered() {
        String url = host.describe("/client.json", GOOD);
        WebFlow browser = signedIn(url);
        Answer page = browser.open();
        assertThat(page.body()).contains("Robot", host.name(), "class=\"notice warning\"");
        assertThat(stored(url)).isEmpty();
        String code = allow(browser, page);
        Client client = stored(url).orElseThrow();
        assertThat(client.kind()).isEqualTo(ClientKind.DOCUMENT);
        assertThat(client.confidential()).isFalse();
        assertThat(client.scopes().tokens()).contains("read", "openid").doesNotContain("write");
        Answer tokens = redeem(url, code).expect(200);
        Answer refreshed = token(url, "grant_type", "refresh_token", "refresh_token", tokens.text("refresh_token"))
                .expect(200);
        assertThat(refreshed.claims().get("client_id").asString()).isEqualTo(url);
        server.http()
                .post("/oauth2/revoke", "client_id", url, "token", refreshed.text("refresh_token"))
                .expect(200);
        token(url, "grant_type", "refresh_token", "refresh_token", refreshed.text("refresh_token"))
                .expectError(400, "invalid_grant");
        // Fetched once for all of that.
        assertThat(host.requests()).isEqualTo(1);
        List<String> actions = new ArrayList<>();
        server.database()
                .transactions()
                .run(() -> server.database()
                        .audit()
                        .forEach(
                                new AuditFilter(client.id(), null, null, null),
                                0,
                                event -> actions.add(event.action())));
        assertThat(actions).containsExactly("client.admit");
    }

    @Test
    void namesTheResourceOfItsTokens() {
        String url = host.describe("/client.json", GOOD);
        WebFlow browser = signedIn(url);
        for (String scope : new String[] {"read", "openid read", null}) {
            assertThat(browser.answerOf(browser.authorize("resource", null, "scope", scope)))
                    .containsEntry("error", "invalid_target");
        }
        // Who the user is, is no matter of a resource.
        assertThat(asks(browser.open("resource", null, "scope", "openid profile")))
                .isTrue();
        Answer tokens = redeem(url, allow(browser, browser.open())).expect(200);
        assertThat(tokens.claims().get("aud").asString()).isEqualTo(WebFlow.RESOURCE);
        server.http().me(tokens.accessToken()).expect(401);
    }

    @Test
    void isAskedForEachTimeAndNeverSilently() {
        String url = host.describe("/client.json", GOOD);
        WebFlow browser = signedIn(url);
        for (int i = 0; i < 2; i++) {
            redeem(url, allow(browser, browser.open())).expect(200);
        }
        assertThat(browser.answerOf(browser.authorize("prompt", "none")))
                .containsEntry("error", "interaction_required");
    }

    @Test
    void aRefusalStoresNothing() {
        String url = host.describe("/client.json", GOOD);
        WebFlow browser = signedIn(url);
        browser.send(browser.open(), "decision", "refuse").expect(303);
        assertThat(stored(url)).isEmpty();
        token(url, "grant_type", "refresh_token", "refresh_token", "x").expectError(401, "invalid_client");
    }

    @Test
    void getsNoRefreshTokenThatItsDocumentDoesNotAskFor() {
        String url = host.describe("/client.json", "\"redirect_uris\": [\"" + CodeFlow.REDIRECT_URI + "\"]");
        WebFlow browser = signedIn(url);
        assertThat(redeem(url, allow(browser, browser.open())).expect(200).body())
                .doesNotContain("refresh_token");
    }

    @Test
    void mayNotUseOtherGrantsOrASecret() {
        String url = host.describe("/client.json", GOOD);
        WebFlow browser = signedIn(url);
        allow(browser, browser.open());
        token(url, "grant_type", "client_credentials").expectError(400, "unauthorized_client");
        token(url, "grant_type", "password", "username", user.username(), "password", user.password())
                .expectError(400, "unauthorized_client");
        server.http().post("/oauth2/device_authorization", "client_id", url).expectError(400, "unauthorized_client");
        token(url, "client_secret", "x", "grant_type", "refresh_token", "refresh_token", "x")
                .expectError(401, "invalid_client");
        browser.authorize("code_challenge", null, "code_challenge_method", null).expect(303);
        assertThat(browser.answerOf(browser.authorize("code_challenge", null, "code_challenge_method", null)))
                .containsEntry("error", "invalid_request");
    }

    @Test
    void aDocumentThatChangedIsShownAgainBeforeACode() {
        String url = host.describe("/client.json", GOOD);
        WebFlow browser = signedIn(url);
        Answer page = browser.open();
        host.describe("/client.json", GOOD.replace("Robot", "Mallory"));
        // A server that has not fetched it yet.
        try (TestServer other = TestServer.start(server.settings(), settings())) {
            WebFlow there = browser.at(other.http(), browser.client());
            Answer again = there.follow(there.send(page, "decision", "allow"));
            assertThat(again.body()).contains("Mallory");
            assertThat(stored(url)).isEmpty();
            allow(there, again);
            assertThat(stored(url).orElseThrow().name()).isEqualTo("Mallory");
            // The form of the first page is not good for the changed document.
            assertThat(asks(there.follow(there.send(page, "decision", "allow"))))
                    .isTrue();
        }
    }

    @Test
    void aChangedDocumentDoesNotReachACodeThatWasIssued() {
        String url = host.describe("/client.json", GOOD);
        WebFlow browser = signedIn(url);
        String code = allow(browser, browser.open());
        host.describe("/client.json", GOOD.replace("app.example", "mallory.example"));
        try (TestServer other = TestServer.start(server.settings(), settings())) {
            WebFlow there = browser.at(other.http(), browser.client());
            assertThat(there.authorize().expect(400).body()).contains("redirect_uri");
        }
        redeem(url, code).expect(200);
        assertThat(stored(url).orElseThrow().signIn().mayRedirectTo(CodeFlow.REDIRECT_URI))
                .isTrue();
    }

    @Test
    void aHostThatIsRemovedBeginsNoSignIn() {
        String url = host.describe("/client.json", GOOD);
        WebFlow browser = signedIn(url);
        Answer page = browser.open();
        String refresh = redeem(url, allow(browser, page)).text("refresh_token");
        Answer shown = browser.open();
        server.database().requests().trustedHosts().remove(host.name(), BY);
        // Also before the server has heard of it; a page, once the server has heard of it.
        assertThat(String.valueOf(browser.send(shown, "decision", "allow").header("Location")))
                .doesNotContain("code=");
        Waiting.until(
                "the server has heard of it", SOON, () -> browser.authorize().status() == 400);
        token(url, "grant_type", "refresh_token", "refresh_token", refresh).expect(200);
    }

    @Test
    void aDisabledOneStaysDisabledWhateverItsDocumentSays() {
        String url = host.describe("/client.json", GOOD);
        WebFlow browser = signedIn(url);
        Answer tokens = redeem(url, allow(browser, browser.open())).expect(200);
        Answer shown = browser.open();
        Client client = stored(url).orElseThrow();
        server.database().clientChanges().disable(client, BY);
        // A page, once the server has heard of it.
        assertThat(String.valueOf(browser.send(shown, "decision", "allow").header("Location")))
                .doesNotContain("code=");
        Waiting.until(
                "the server has heard of it",
                SOON,
                () -> server.bean(ClientDirectory.class).find(url).orElseThrow().isDisabled());
        host.describe("/client.json", GOOD.replace("Robot", "Robot 2"));
        int before = host.requests();
        assertThat(refusal(url)).contains("There is no such client.");
        assertThat(host.requests()).isEqualTo(before);
        token(url, "grant_type", "refresh_token", "refresh_token", tokens.text("refresh_token"))
                .expectError(401, "invalid_client");
        assertThat(stored(url).orElseThrow().name()).isEqualTo("Robot");
    }

    @Test
    void isReadSinglyAndNotWithAllOthers() {
        String url = host.describe("/client.json", GOOD);
        WebFlow browser = signedIn(url);
        long before = version();
        allow(browser, browser.open());
        assertThat(version()).isEqualTo(before);
        Client client = stored(url).orElseThrow();
        assertThat(server.bean(ClientDirectory.class).find(url)).isPresent();
        server.update("UPDATE clients SET name = 'Renamed' WHERE id = :id", "id", client.id());
        Waiting.until(
                "the server has heard of it",
                SOON,
                () -> "Renamed"
                        .equals(server.bean(ClientDirectory.class)
                                .find(url)
                                .orElseThrow()
                                .name()));
        assertThat(version()).isEqualTo(before);
        TestClient.named("static").addTo(server.database());
        assertThat(version()).isGreaterThan(before);
    }

    private long version() {
        return server.database().directoryVersion().read();
    }

    @Test
    void isPublishedInTheMetadata() {
        assertThat(server.http()
                        .get("/.well-known/oauth-authorization-server")
                        .expect(200)
                        .body())
                .contains("\"client_id_metadata_document_supported\":true");
    }
}
