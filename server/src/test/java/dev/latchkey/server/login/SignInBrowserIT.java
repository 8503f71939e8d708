package dev.latchkey.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Browser;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.Keys;

/** A sign-in in a real browser, whose cookies, policies and redirects are not ours to imitate. */
class SignInBrowserIT {

    private static TestServer server;
    private static HttpServer callback;
    private static TestClient app;
    private static TestUser alice;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        browser = Browser.start();
        callback = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        callback.createContext("/cb", exchange -> {
            byte[] body = "<title>callback</title>".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        callback.start();
        server = TestServer.start(TestDatabase.fresh());
        app = TestClient.named("app")
                .isPublic()
                .redirects("http://127.0.0.1/cb")
                .addTo(server);
        alice = TestUser.add(server.database(), "alice");
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
            callback.stop(0);
        }
    }

    private static String url(String... changes) {
        String[] all = new String[changes.length + 2];
        all[0] = "redirect_uri";
        all[1] = "http://127.0.0.1:" + callback.getAddress().getPort() + "/cb";
        System.arraycopy(changes, 0, all, 2, changes.length);
        return server.base() + "/oauth2/authorize?" + WebFlow.of(server, app).query(all);
    }

    @Test
    void aUserSignsInWithTheKeyboardAloneAndTheCallbackIsReached() {
        browser.open(url());
        browser.until("Sign in");
        // The focus is on the name.
        browser.type("alice", Keys.TAB);
        browser.type("wrong", Keys.ENTER);
        browser.until("Error");
        // And now on the password; the name is still there.
        browser.type(alice.password(), Keys.ENTER);
        browser.until("Allow app");
        assertThat(browser.driver().getPageSource()).contains("alice", "127.0.0.1");
        browser.press("button[value=allow]");
        browser.until("callback");
        assertThat(WebFlow.parameters(browser.url())).containsKey("code").containsEntry("state", "state-1");
        // The cookie is not for scripts, and not for other sites.
        browser.open(server.base() + "/");
        assertThat(browser.driver().executeScript("return document.cookie")).isEqualTo("");
        Cookie session = Objects.requireNonNull(browser.driver().manage().getCookieNamed("latchkey"));
        assertThat(session.isHttpOnly()).isTrue();
        assertThat(session.getSameSite()).isEqualTo("Lax");
        // After a sign-out the way back shows nothing of the session.
        browser.open(url());
        browser.until("Allow app");
        browser.open(server.base() + "/oauth2/logout");
        browser.press("button[value=sign-out]");
        browser.until("You are signed out");
        browser.back();
        browser.until("You are signed out");
        browser.back();
        browser.until("Sign in");
        assertThat(browser.driver().findElements(By.cssSelector("button[value=allow]")))
                .isEmpty();
        // Cancelling leads back to the app.
        browser.press("button[value=cancel]");
        browser.until("callback");
        assertThat(browser.url()).contains("error=access_denied");
    }
}
