package dev.latchkey.acceptance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
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

    /** An element that can be clicked by now. */
    WebElement await(String selector) {
        return new WebDriverWait(driver, PATIENCE)
                .until(ExpectedConditions.elementToBeClickable(By.cssSelector(selector)));
    }

    /** Waits until the page has this text. */
    void awaitText(String text) {
        new WebDriverWait(driver, PATIENCE)
                .until(ExpectedConditions.textToBePresentInElementLocated(By.tagName("body"), text));
    }

    /** What the page shows now. */
    String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    /** Enters name and password of alice on the sign-in page. */
    void signIn() {
        await("input[name=username]").sendKeys("alice");
        await("input[name=password]").sendKeys(Installation.PASSWORD);
        await("button[value=sign-in]").click();
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
