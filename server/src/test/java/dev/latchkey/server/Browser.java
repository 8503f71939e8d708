package dev.latchkey.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** The machine's own Chromium, for tests of what people see. */
public final class Browser {

    private Browser() {}

    /**
     * Starts it. Skips the test where there is none.
     *
     * @param arguments of Chromium, such as {@code --force-dark-mode}
     */
    public static ChromeDriver start(String... arguments) {
        Path chromium = require("chromium", "apt-get install chromium");
        Path driver = require("chromedriver", "apt-get install chromium-driver");
        return new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(driver.toFile())
                        .build(),
                new ChromeOptions()
                        .setBinary(chromium.toFile())
                        // In a container there is one user, root, and little shared memory.
                        .addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage")
                        .addArguments(arguments));
    }

    private static Path require(String name, String remedy) {
        Optional<Path> found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(found.isPresent(), "There is no " + name + " here: " + remedy);
        return found.orElseThrow();
    }
}
