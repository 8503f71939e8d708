package dev.latchkey.server.selfservice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.server.fixture.Browser;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.WebFlow;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The account in a real browser, with the keyboard alone. */
class AccountBrowserIT extends SignedInBrowser {

    private static ChromeDriver chromium;

    @BeforeAll
    static void startBrowser() {
        chromium = Browser.start();
    }

    @AfterAll
    static void stopBrowser() {
        if (chromium != null) {
            chromium.quit();
        }
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
    void everythingIsDoneWithTheKeyboard() {
        WebFlow elsewhere = signedIn(user);
        Answer tokens = tokens(elsewhere, "read offline_access");
        chromium.get(server.base() + "/");
        press("a[href='/account']");
        until("Sign in");
        type(user.username(), Keys.TAB, user.password(), Keys.ENTER);
        until("Your account");
        // The first link, after nothing else.
        type(Keys.TAB, Keys.ENTER);
        until("Change password");
        type(user.password(), Keys.TAB, NEW_PASSWORD, Keys.TAB, "another", Keys.ENTER);
        until("Error");
        assertThat(chromium.switchTo().activeElement().getDomAttribute("id")).isEqualTo("repeated-password");
        press("a[href='/account']");
        until("Your account");
        press("a[href='/account/applications']");
        until("Apps");
        assertThat(chromium.getPageSource()).contains("web");
        press("button[name=application]");
        new WebDriverWait(chromium, Duration.ofSeconds(10))
                .until(driver -> String.valueOf(driver.getCurrentUrl()).contains("done="));
        assertThat(status()).isEqualTo("web no longer has access to your account.");
        assertLive(web, tokens, false);
        chromium.get(server.base() + "/account/sessions");
        pass();
        press("button[value=others]");
        until("Sign in");
        type(user.password(), Keys.ENTER);
        until("Where");
        assertThat(status()).contains("five minutes");
        press("button[value=others]");
        new WebDriverWait(chromium, Duration.ofSeconds(10)).until(driver -> status().startsWith("Browsers signed out"));
        assertThat(status()).isEqualTo("Browsers signed out: 2");
        elsewhere.get("/account").expect(303);
        press("a[href='/account']");
        until("Your account");
        press("button[value=sign-out]");
        until("You are signed out");
    }
}
