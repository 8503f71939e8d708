package dev.latchkey.server.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.PushFlow;
import dev.latchkey.server.fixture.WebFlow;
import java.net.http.HttpRequest.BodyPublishers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A client that a document describes pushes its requests (RFC 9126), also before a user has approved it. */
class DocumentPushIT extends DocumentServer {

    private Answer push(WebFlow browser, @Nullable String... changes) {
        return server.http()
                .send(
                        server.http().request("/oauth2/par").POST(BodyPublishers.ofString(browser.query(changes))),
                        Http.FORM);
    }

    @Test
    void itsFirstRequestIsPushed() {
        String url = host.describe("/client.json", GOOD);
        WebFlow browser = signedIn(url);
        String uri = push(browser).expect(201).text("request_uri");
        assertThat(stored(url)).isEmpty();
        Answer page = new PushFlow(server.http(), browser.client(), browser).open(uri);
        assertThat(asks(page)).as(page.body()).isTrue();
        assertThat(browser.answerOf(browser.send(page, "decision", "allow"))).containsKey("code");
        assertThat(stored(url)).isPresent();
        // Fetched once for all of that.
        assertThat(host.requests()).isEqualTo(1);
    }

    @Test
    void whatIsPushedIsCheckedAgainstTheDocumentAsItIs() {
        String url = host.describe("/client.json", GOOD);
        WebFlow browser = signedIn(url);
        push(browser, "redirect_uri", "https://mallory.example/").expectError(400, "invalid_request");
        push(browser, "code_challenge", null, "code_challenge_method", null).expectError(400, "invalid_request");
        push(browser, "client_secret", "x").expectError(401, "invalid_client");
    }

    @Test
    void aDocumentThatCannotBeUsedIsToldToItsClient() {
        Answer untrusted = push(from("https://stranger.example/client.json"));
        untrusted.expectError(400, "invalid_request");
        assertThat(untrusted.text("error_description")).contains("is not trusted here");
        Answer missing = push(from(host.url("/missing.json")));
        missing.expectError(400, "invalid_request");
        assertThat(missing.text("error_description")).contains("cannot be fetched");
        push(from("https://")).expectError(400, "invalid_request");
    }

    @Test
    void otherEndpointsKnowAnApprovedClientOnly() {
        String url = host.describe("/client.json", GOOD);
        push(signedIn(url)).expect(201);
        server.http()
                .post("/oauth2/token", "client_id", url, "grant_type", "refresh_token", "refresh_token", "x")
                .expectError(401, "invalid_client");
        server.http().post("/oauth2/revoke", "client_id", url, "token", "x").expectError(401, "invalid_client");
    }
}
