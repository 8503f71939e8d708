package dev.latchkey.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Browser;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticator;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions;

/** Passkeys in a real browser, with an authenticator that is a part of it. */
class PasskeyBrowserIT {

    private static TestServer server;
    private static TestUser alice;
    private static ChromeDriver browser;

    @BeforeAll
    static void start() {
        browser = Browser.start();
        server = TestServer.start(TestDatabase.fresh());
        alice = TestUser.add(server.database(), "alice");
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.quit();
        }
        if (server != null) {
            server.close();
        }
    }

    private static void until(String title) {
        new WebDriverWait(browser, Duration.ofSeconds(10))
                .until(driver -> String.valueOf(driver.getTitle()).startsWith(title));
    }

    private static void press(String selector) {
        browser.findElement(By.cssSelector(selector)).sendKeys(Keys.ENTER);
    }

    private static void type(CharSequence... keys) {
        browser.switchTo().activeElement().sendKeys(keys);
    }

    private static void signOut() {
        browser.get(server.base() + "/account");
        press("button[value=sign-out]");
        until("You are signed out");
    }

    @Test
    void aPasskeyIsAddedSignsInAloneAndSecondAndIsRemoved() {
        browser.get(server.base() + "/account/second-factor");
        until("Sign in");
        type("alice", Keys.TAB, alice.password(), Keys.ENTER);
        until("Passkeys");
        VirtualAuthenticator device = browser.addVirtualAuthenticator(options());
        press("[data-passkey] button");
        until("Save your recovery codes");
        assertThat(device.getCredentials()).hasSize(1);
        assertThat(device.getCredentials().getFirst().isResidentCredential()).isTrue();
        press(".actions a");
        until("Passkeys");
        assertThat(browser.getPageSource()).contains("Chrom");

        // The browser offers the passkey by itself, and this one is accepted at once.
        signOut();
        browser.get(server.base() + "/sign-in");
        until("Your account");

        signOut();
        device.setUserVerified(false);
        browser.get(server.base() + "/sign-in");
        until("Sign in");
        press("[data-passkey] button");
        new WebDriverWait(browser, Duration.ofSeconds(10))
                .until(driver -> driver.findElement(By.cssSelector("[data-passkey] .error"))
                        .isDisplayed());
        device.setUserVerified(true);
        press("[data-passkey] button");
        until("Your account");

        signOut();
        device.setUserVerified(false);
        browser.get(server.base() + "/sign-in");
        until("Sign in");
        type("alice", Keys.TAB, alice.password(), Keys.ENTER);
        until("Use your passkey");
        device.setUserVerified(true);
        press("[data-passkey] button");
        until("Your account");

        browser.get(server.base() + "/account/second-factor");
        press("button[name=remove-passkey]");
        new WebDriverWait(browser, Duration.ofSeconds(10))
                .until(driver -> String.valueOf(driver.getCurrentUrl()).contains("done="));
        assertThat(browser.findElement(By.cssSelector("[role=status]")).getText())
                .contains("was removed");
        assertThat(server.database().factors().passkeys().list(alice.id())).isEmpty();
        assertThat(browser.manage().logs().get("browser").getAll()).isEmpty();
    }

    private static VirtualAuthenticatorOptions options() {
        return new VirtualAuthenticatorOptions()
                .setProtocol(VirtualAuthenticatorOptions.Protocol.CTAP2)
                .setTransport(VirtualAuthenticatorOptions.Transport.INTERNAL)
                .setHasResidentKey(true)
                .setHasUserVerification(true)
                .setIsUserConsenting(true)
                .setIsUserVerified(true);
    }
}
