package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** The Authorize button of the FastAPI example's Swagger UI, pressed in a real browser. */
class SwaggerUiIT {

    private static final String SWAGGER_UI = "swagger-ui-dist@5.35.0";

    @TempDir
    private static Path directory;

    private static Installation latchkey;
    private static ExampleProcess example;
    private static Chromium browser;

    @BeforeAll
    static void start() throws Exception {
        String python = Programs.requirePython(
                "fastapi, uvicorn, jwt, cryptography",
                "apt-get install python3-fastapi uvicorn python3-jwt python3-cryptography");
        Path npm = Programs.require("npm", "apt-get install npm");
        Path assets = Files.createDirectory(directory.resolve("assets"));
        Examples.install(assets, npm.toString(), "install", "--ignore-scripts", "--no-save", SWAGGER_UI);
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
        browser = Chromium.start();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
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
        browser.click(".auth-container .btn-done");
        browser.click("#operations-default-read_users_me_users_me_get button");
        browser.click("#operations-default-read_users_me_users_me_get .try-out__btn");
        browser.click("#operations-default-read_users_me_users_me_get .execute");
        assertThat(browser.text(".live-responses-table .response .response-col_status"))
                .startsWith("200");
        assertThat(browser.text(".live-responses-table .response .response-col_description"))
                .contains("alice");
    }

    @Test
    void aPageCannotSignInAsAClientOfAnotherOrigin() {
        signIn("elsewhere");
        assertThat(browser.text(".auth-container .errors")).containsIgnoringCase("failed to fetch");
    }

    private static void signIn(String clientId) {
        browser.open(example.base() + "/docs");
        browser.click(".btn.authorize");
        browser.type("#oauth_username", "alice");
        browser.type("#oauth_password", Installation.PASSWORD);
        new Select(browser.await("#password_type")).selectByValue("request-body");
        WebElement client = browser.await("#client_id_password");
        client.clear();
        client.sendKeys(clientId);
        browser.click(".auth-btn-wrapper .authorize");
    }
}
