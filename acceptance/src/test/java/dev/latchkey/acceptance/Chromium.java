package dev.latchkey.acceptance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.FluentWait;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A headless Chromium. */
final class Chromium implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ChromeDriver driver;

    private Chromium(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Skips the test where there is none. */
    static Chromium start() {
        Path chromium = Programs.require("chromium", "apt-get install chromium");
        Path driver = Programs.require("chromedriver", "apt-get install chromium-driver");
        return new Chromium(new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(driver.toFile())
                        .build(),
                new ChromeOptions()
                        .setBinary(chromium.toFile())
                        // In a container there is one user, root, and little shared memory.
                        .addArguments(
                                "--headless=new",
                                "--no-sandbox",
                                "--disable-dev-shm-usage",
                                "--window-size=1280,1600")));
    }

    void open(String url) {
        driver.get(url);
    }

    /** Waits. A page that changes while it is read is read again. */
    private FluentWait<WebDriver> patience() {
        return new WebDriverWait(driver, PATIENCE).ignoring(StaleElementReferenceException.class);
    }

    /** An element that can be clicked by now, in a page that does not change. */
    WebElement await(String selector) {
        return patience().until(ExpectedConditions.elementToBeClickable(By.cssSelector(selector)));
    }

    /** Clicks on an element as soon as it can be clicked. */
    void click(String selector) {
        patience().until(browser -> {
            await(selector).click();
            return true;
        });
    }

    /** Types into an element as soon as it can be clicked. */
    void type(String selector, String text) {
        patience().until(browser -> {
            await(selector).sendKeys(text);
            return true;
        });
    }

    /** Waits until the page has this text. */
    void awaitText(String text) {
        patience().until(ExpectedConditions.textToBePresentInElementLocated(By.tagName("body"), text));
    }

    /** What the page shows now. */
    String text() {
        return text("body");
    }

    /** What an element shows as soon as it is there. */
    String text(String selector) {
        return patience()
                .until(browser -> browser.findElement(By.cssSelector(selector)).getText());
    }

    /** Enters name and password of alice on the sign-in page. */
    void signIn() {
        type("input[name=username]", "alice");
        type("input[name=password]", Installation.PASSWORD);
        click("button[value=sign-in]");
    }

    /** Forgets all cookies of all sites. */
    void forget() {
        driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
    }

    @Override
    public void close() {
        driver.quit();
    }
}
