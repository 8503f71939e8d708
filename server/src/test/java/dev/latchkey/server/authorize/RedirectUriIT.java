package dev.latchkey.server.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.WebFlow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which client and which redirect URI an authorization request may name; for all others there is a page. */
class RedirectUriIT extends OneApplication {

    @Test
    void aClientThatCannotBeToldIsAPage() {
        expectPage(browser.authorize("client_id", null), 400);
        expectPage(browser.authorize("client_id", ""), 400);
        expectPage(browser.authorize("client_id", "unknown"), 400);
        expectPage(browser.get("/oauth2/authorize?" + browser.query() + "&client_id=app"), 400);
        expectPage(browser.get("/oauth2/authorize"), 400);
        TestClient gone =
                TestClient.named("gone").redirects(WebFlow.REDIRECT_URI).addTo(server);
        server.update("UPDATE clients SET disabled_at = now() WHERE client_id = 'gone'");
        server.reload();
        expectPage(WebFlow.of(server, gone).authorize(), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example.evil.example/callback",
                "https://app.example@evil.example/callback",
                "https://evil.example\\@app.example/callback",
                "https://app.example\\.evil.example/callback",
                "https://app.example/callback/../evil",
                "https://app.example/callback/%2e%2e/evil",
                "https://app.example/callback?added=1",
                "https://app.example/callback/",
                "https://app.example/Callback",
                "https://APP.example/callback",
                "https://app.example:8443/callback",
                "https://app.example:443/callback",
                "http://app.example/callback",
                "https://app.example/callback#fragment",
                "https://app.example/callback\r\nX: y",
                "//app.example/callback",
                "javascript:alert(1)",
                "data:text/html,x",
                "https://аpp.example/callback"
            })
    void aRedirectUriThatIsNotExactlyRegisteredIsAPage(String uri) {
        expectPage(browser.authorize("redirect_uri", uri), 400);
        expectPage(signedIn.authorize("redirect_uri", uri), 400);
    }

    @Test
    void aRedirectUriThatIsMissingOrRepeatedIsAPage() {
        expectPage(browser.authorize("redirect_uri", null), 400);
        expectPage(
                browser.get(
                        "/oauth2/authorize?" + browser.query() + "&redirect_uri=" + Http.encode(WebFlow.REDIRECT_URI)),
                400);
    }

    @Test
    void anyPortIsGoodOnTheLoopbackInterfaceOnly() {
        TestClient cli = TestClient.named("cli")
                .isPublic()
                .redirects("http://127.0.0.1/cb", "http://[::1]/cb", "http://localhost:7000/cb", "com.example.app:/cb")
                .addTo(server);
        WebFlow flow = WebFlow.of(server, cli);
        for (String good : new String[] {
            "http://127.0.0.1:50123/cb", "http://[::1]:50123/cb", "http://localhost:7000/cb", "com.example.app:/cb"
        }) {
            assertThat(flow.authorize("redirect_uri", good).expect(303).header("Location"))
                    .startsWith(server.base() + "/sign-in?");
        }
        for (String bad : new String[] {
            "http://127.0.0.2:50123/cb", "http://localhost:50123/cb", "http://127.0.0.1:0/cb",
                    "http://127.0.0.1:70000/cb",
            "https://127.0.0.1/cb", "http://127.0.0.1:50123/cb2", "http://127.0.0.1.evil.example/cb",
                    "com.example.app:/cb/"
        }) {
            expectPage(flow.authorize("redirect_uri", bad), 400);
        }
    }
}
