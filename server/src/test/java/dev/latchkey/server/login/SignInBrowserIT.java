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
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A sign-in in a real browser, whose cookies, policies and redirects are not ours to imitate. */
class SignInBrowserIT {

    private static TestServer server;
    private static HttpServer callback;
    private static TestClient app;
    private static TestUser alice;
    private static ChromeDriver browser;

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
            browser.quit();
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

    private static void until(String title) {
        new WebDriverWait(browser, Duration.ofSeconds(10))
                .until(driver -> String.valueOf(driver.getTitle()).contains(title));
    }

    private static void type(CharSequence... keys) {
        browser.switchTo().activeElement().sendKeys(keys);
    }

    @Test
    void aUserSignsInWithTheKeyboardAloneAndTheCallbackIsReached() {
        browser.get(url());
        until("Sign in");
        // The focus is on the name.
        type("alice", Keys.TAB);
        type("wrong", Keys.ENTER);
        until("Error");
        // And now on the password; the name is still there.
        type(alice.password(), Keys.ENTER);
        until("app");
        assertThat(browser.getPageSource()).contains("alice", "127.0.0.1");
        browser.findElement(By.cssSelector("button[value=allow]")).sendKeys(Keys.ENTER);
        until("callback");
        assertThat(WebFlow.parameters(String.valueOf(browser.getCurrentUrl())))
                .containsKey("code")
                .containsEntry("state", "state-1");
        // The cookie is not for scripts, and not for other sites.
        browser.get(server.base() + "/");
        assertThat(browser.executeScript("return document.cookie")).isEqualTo("");
        Cookie session = Objects.requireNonNull(browser.manage().getCookieNamed("latchkey"));
        assertThat(session.isHttpOnly()).isTrue();
        assertThat(session.getSameSite()).isEqualTo("Lax");
        // After a sign-out the way back shows nothing of the session.
        browser.get(url());
        until("app");
        browser.get(server.base() + "/oauth2/logout");
        browser.findElement(By.cssSelector("button[value=sign-out]")).sendKeys(Keys.ENTER);
        until("signed out");
        browser.navigate().back();
        until("signed out");
        browser.navigate().back();
        until("Sign in");
        assertThat(browser.findElements(By.cssSelector("button[value=allow]"))).isEmpty();
        // Cancelling leads back to the app.
        browser.findElement(By.cssSelector("button[value=cancel]")).sendKeys(Keys.ENTER);
        until("callback");
        assertThat(browser.getCurrentUrl()).contains("error=access_denied");
    }
}
