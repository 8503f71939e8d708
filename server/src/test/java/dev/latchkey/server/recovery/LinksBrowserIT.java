package dev.latchkey.server.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Browser;
import dev.latchkey.server.fixture.MailServer;
import dev.latchkey.server.fixture.TestUser;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Links by mail in a real browser without script, with the keyboard alone. */
class LinksBrowserIT extends MailServer {

    private static ChromeDriver chromium;

    @BeforeAll
    static void startBrowser() {
        chromium = Browser.start("--blink-settings=scriptEnabled=false");
    }

    @AfterAll
    static void stopBrowser() {
        if (chromium != null) {
            chromium.quit();
        }
    }

    @AfterEach
    void forget() {
        chromium.manage().deleteAllCookies();
    }

    private static void open(String path) {
        chromium.get(server.base() + path);
    }

    private static void until(String title) {
        new WebDriverWait(chromium, Duration.ofSeconds(10))
                .until(driver -> String.valueOf(driver.getTitle()).startsWith(title));
    }

    private static void type(CharSequence... keys) {
        for (CharSequence key : keys) {
            chromium.switchTo().activeElement().sendKeys(key);
        }
    }

    private static void press(String selector) {
        chromium.findElement(By.cssSelector(selector)).sendKeys(Keys.ENTER);
    }

    private static String status() {
        return chromium.findElement(By.cssSelector("[role=status]")).getText();
    }

    @Test
    void aPasswordIsReset() {
        TestUser user = verified();
        open("/sign-in");
        press("a[href='/reset-password']");
        until("Set a new password");
        type(address(user), Keys.ENTER);
        until("Check your mailbox");
        open(mailbox.link(address(user), 1));
        until("Choose a new password");
        type("short", Keys.TAB, "short", Keys.ENTER);
        until("Error");
        assertThat(chromium.switchTo().activeElement().getDomAttribute("id")).isEqualTo("new-password");
        type(NEW_PASSWORD, Keys.TAB, NEW_PASSWORD, Keys.ENTER);
        until("Sign in");
        assertThat(status()).startsWith("Your password was changed");
        type(user.username(), Keys.TAB, NEW_PASSWORD, Keys.ENTER);
        until("Your account");
    }

    @Test
    void anAddressIsVerified() {
        TestUser user = unverified();
        open("/account/address");
        until("Sign in");
        type(user.username(), Keys.TAB, user.password(), Keys.ENTER);
        until("Email address");
        chromium.findElement(By.id("address")).sendKeys(Keys.ENTER);
        new WebDriverWait(chromium, Duration.ofSeconds(10))
                .until(driver -> String.valueOf(driver.getCurrentUrl()).contains("done="));
        assertThat(status()).contains(address(user));
        open(mailbox.link(address(user), 1));
        until("Use this address");
        press("button.primary");
        until("Email address");
        assertThat(status()).isEqualTo("The address of your account is now " + address(user) + ".");
    }

    @Test
    void anAccountIsMade() {
        open("/");
        press("a[href='/sign-up']");
        until("Create an account");
        type("walker@example.com", Keys.ENTER);
        until("Check your mailbox");
        open(mailbox.link("walker@example.com", 1));
        until("Create an account");
        type("walker", Keys.TAB, NEW_PASSWORD, Keys.TAB, NEW_PASSWORD, Keys.ENTER);
        until("Sign in");
        assertThat(status()).contains("walker");
        type("walker", Keys.TAB, NEW_PASSWORD, Keys.ENTER);
        until("Your account");
    }
}
