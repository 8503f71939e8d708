package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of applications that users sign in to, in a real browser, from the sign-in to the sign-out. */
class SignInExamplesIT {

    @TempDir
    private static Path directory;

    private static Chromium browser;
    private static Installation latchkey;

    @BeforeAll
    static void start() {
        browser = Chromium.start();
        latchkey = Installation.start(directory.resolve("home"));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (latchkey != null) {
            latchkey.close();
        }
    }

    @BeforeEach
    void anotherBrowser() {
        browser.forget();
    }

    @Test
    void web() {
        int port = Checkout.freePort();
        String base = "http://localhost:" + port;
        // Spring refreshes a token that has less than a minute left: here at each use.
        String secret = latchkey.addClient("web --profile web --access-token-lifetime 1m --redirect-uri " + base
                + "/login/oauth2/code/latchkey --post-logout-uri " + base + "/signed-out --backchannel-logout-uri "
                + base
                + "/logout/connect/back-channel/latchkey");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        try (ExampleProcess example = ExampleProcess.startAt(
                port,
                Checkout.ROOT,
                Map.of("ISSUER", latchkey.issuer(), "CLIENT_SECRET", secret),
                java.toString(),
                "-jar",
                "examples/web/target/example.jar")) {
            browser.open(example.base());
            browser.signIn();
            browser.click("button[value=allow]");
            browser.awaitText("Signed in as alice.");

            String first = accessToken(example);
            assertThat(accessToken(example)).isNotEqualTo(first);

            browser.open(example.base());
            browser.click("button");
            browser.awaitText("You are signed out.");
            // Neither the application nor Latchkey has a session left.
            browser.click("a");
            browser.signIn();
            browser.awaitText("Signed in as alice.");

            // An administrator ends the session at Latchkey, which tells the application.
            latchkey.latchkey("session revoke --user alice --yes");
            assertThat(Waiting.until(Duration.ofSeconds(30), () -> {
                        browser.open(example.base());
                        return !browser.text().contains("Signed in as alice.");
                    }))
                    .isTrue();
            browser.await("input[name=password]");
        }
    }

    private static String accessToken(ExampleProcess example) {
        browser.open(example.base() + "/access-token");
        browser.awaitText("The access token is valid until ");
        return browser.text();
    }

    @Test
    void spa() throws Exception {
        Path npm = Programs.require("npm", "apt-get install npm");
        Path copy = Files.createDirectory(directory.resolve("spa"));
        for (String file : new String[] {"package.json", "package-lock.json", "index.html"}) {
            Files.copy(Checkout.ROOT.resolve("examples/spa").resolve(file), copy.resolve(file));
        }
        String script = Files.readString(Checkout.ROOT.resolve("examples/spa/app.js"));
        assertThat(script).contains("http://localhost:9000");
        Files.writeString(copy.resolve("app.js"), script.replace("http://localhost:9000", latchkey.issuer()));
        Examples.install(copy, npm.toString(), "ci", "--ignore-scripts");
        try (ExampleProcess example = ExampleProcess.start(copy, Map.of(), npm.toString(), "start")) {
            latchkey.addClient("spa --profile spa --redirect-uri " + example.base() + "/ --post-logout-uri "
                    + example.base() + "/");
            browser.open(example.base());
            browser.click("#sign-in");
            browser.signIn();
            browser.click("button[value=allow]");
            browser.awaitText("Signed in as alice.");

            browser.click("#refresh");
            browser.awaitText("Refreshed. Signed in as alice.");

            // After a reload no password is asked for, because the browser still has its session. Each sign-in of a
            // page
            // on the user's own machine is confirmed.
            browser.open(example.base());
            browser.click("#sign-in");
            browser.click("button[value=allow]");
            browser.awaitText("Signed in as alice.");

            browser.click("#sign-out");
            browser.click("#sign-in");
            browser.await("input[name=password]");
        }
    }

    @Test
    void commandLine() throws Exception {
        String python = Programs.requirePython("http.server", "apt-get install python3");
        latchkey.addClient("native --profile native --redirect-uri http://127.0.0.1/callback");
        signsInAndOut(python, "\n");
        // As from cron: there is nothing to read.
        signsInAndOut(python, "");
    }

    private void signsInAndOut(String python, String input) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        python,
                        Checkout.ROOT.resolve("examples/native/signin.py").toString())
                .redirectErrorStream(true);
        // The program prints the URL; the browser that it opens does nothing.
        builder.environment().putAll(Map.of("ISSUER", latchkey.issuer(), "BROWSER", "true"));
        Process program = builder.start();
        try (BufferedReader output = program.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            assertThat(line).startsWith("Sign in with your browser: ");
            browser.open(line.substring(line.indexOf("http")));
            if (!input.isEmpty()) {
                // The second time the browser has its session.
                browser.signIn();
            }
            browser.awaitText("127.0.0.1");
            browser.click("button[value=allow]");
            browser.awaitText("You can close this window.");
            assertThat(output.readLine()).isEqualTo("Signed in as alice.");
            assertThat(output.readLine()).isEqualTo("Refreshed.");
            type(program, input);
            assertThat(output.readAllLines()).last().asString().startsWith("Signed out of this program.");
            assertThat(program.waitFor()).isZero();
        } finally {
            program.destroy();
        }
    }

    @Test
    void device() throws Exception {
        Programs.require("curl", "apt-get install curl");
        Programs.require("jq", "apt-get install jq");
        latchkey.addClient("cli --public --grant device_code --grant refresh_token --scope openid --scope profile"
                + " --scope offline_access");
        Path kept = directory.resolve("state/refresh-token");
        Process program = deviceProgram(kept);
        try (BufferedReader output = program.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            assertThat(line).startsWith("Open " + latchkey.issuer() + "/device in any browser and enter the code ");
            browser.open(latchkey.issuer() + "/device");
            browser.signIn();
            browser.type(
                    "input[name=user_code]",
                    line.substring(line.lastIndexOf(' ') + 1).toLowerCase(Locale.ROOT));
            browser.click("button.primary");
            browser.awaitText("curl");
            browser.click("button[value=allow]");
            browser.awaitText("You can go back to your device");
            assertThat(output.readAllLines()).last().isEqualTo("Signed in as alice.");
            assertThat(program.waitFor()).isZero();
        } finally {
            program.destroy();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("rw-------");
        String first = Files.readString(kept);
        Process again = deviceProgram(kept);
        try (BufferedReader output = again.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readAllLines()).containsExactly("Refreshed.", "Signed in as alice.");
        }
        assertThat(Files.readString(kept)).startsWith("lkr_").isNotEqualTo(first);
    }

    private static Process deviceProgram(Path kept) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "sh", Checkout.ROOT.resolve("examples/cli/signin.sh").toString())
                .redirectErrorStream(true);
        builder.environment().putAll(Map.of("ISSUER", latchkey.issuer(), "TOKEN_FILE", kept.toString()));
        return builder.start();
    }

    private static void type(Process program, String input) throws IOException {
        program.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        program.getOutputStream().close();
    }
}
