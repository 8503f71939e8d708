package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The Authorize button of the FastAPI example's Swagger UI, pressed in a real browser. */
class SwaggerUiIT {

    private static final String SWAGGER_UI = "swagger-ui-dist@5.35.0";

    @TempDir
    private static Path directory;

    private static Installation latchkey;
    private static ExampleProcess example;
    private static ChromeDriver browser;

    @BeforeAll
    static void start() throws Exception {
        String python = Programs.requirePython(
                "fastapi, uvicorn, jwt, cryptography",
                "apt-get install python3-fastapi uvicorn python3-jwt python3-cryptography");
        Path npm = Programs.require("npm", "apt-get install npm");
        Path chromium = Programs.require("chromium", "apt-get install chromium");
        Path driver = Programs.require("chromedriver", "apt-get install chromium-driver");
        Path assets = Files.createDirectory(directory.resolve("assets"));
        ExamplesIT.install(assets, npm.toString(), "install", "--ignore-scripts", "--no-save", SWAGGER_UI);
        latchkey = Installation.start(directory.resolve("home"));
        example = ExampleProcess.start(
                Checkout.ROOT.resolve("examples/fastapi"),
                Map.of(
                        "ISSUER",
                        latchkey.issuer(),
                        "SWAGGER_UI",
                        assets.resolve("node_modules/swagger-ui-dist").toString(),
                        "PYTHONDONTWRITEBYTECODE",
                        "1"),
                python,
                "-m",
                "uvicorn",
                "main:app",
                "--port",
                "PORT");
        latchkey.latchkey(
                "client add docs --public --grant password --scope read --scope write --origin " + example.base());
        latchkey.latchkey("client add elsewhere --public --grant password --scope read --origin https://app.example");
        latchkey.awaitClient("elsewhere");
        browser = new ChromeDriver(
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
                                "--window-size=1280,1600"));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.quit();
        }
        if (example != null) {
            example.close();
        }
        if (latchkey != null) {
            latchkey.close();
        }
    }

    @Test
    void theAuthorizeButtonSignsInAndTheApiAnswers() {
        signIn("docs");
        await(".auth-container .btn-done").click();
        await("#operations-default-read_users_me_users_me_get button").click();
        await("#operations-default-read_users_me_users_me_get .try-out__btn").click();
        await("#operations-default-read_users_me_users_me_get .execute").click();
        assertThat(await(".live-responses-table .response .response-col_status").getText())
                .startsWith("200");
        assertThat(await(".live-responses-table .response .response-col_description")
                        .getText())
                .contains("alice");
    }

    @Test
    void aPageCannotSignInAsAClientOfAnotherOrigin() {
        signIn("elsewhere");
        assertThat(await(".auth-container .errors").getText()).containsIgnoringCase("failed to fetch");
    }

    private static void signIn(String clientId) {
        browser.get(example.base() + "/docs");
        await(".btn.authorize").click();
        await("#oauth_username").sendKeys("alice");
        await("#oauth_password").sendKeys(Installation.PASSWORD);
        new Select(await("#password_type")).selectByValue("request-body");
        WebElement client = await("#client_id_password");
        client.clear();
        client.sendKeys(clientId);
        await(".auth-btn-wrapper .authorize").click();
    }

    private static WebElement await(String selector) {
        return new WebDriverWait(browser, Duration.ofSeconds(10))
                .until(ExpectedConditions.elementToBeClickable(By.cssSelector(selector)));
    }
}
