package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client of the Model Context Protocol that no administrator has added signs a user in, in a real browser: from the
 * metadata of the MCP server to Latchkey, with the document that describes the client.
 */
class McpIT {

    /** Much more than the two seconds that it takes here. */
    private static final Duration REVOCATION = Duration.ofSeconds(20);

    private static final Path EXAMPLES = Checkout.ROOT.resolve("examples");

    @TempDir
    private static Path directory;

    @AutoClose
    private static Chromium browser;

    @AutoClose
    private static Installation latchkey;

    private static Path node;
    private static Path example;

    @BeforeAll
    static void start() throws Exception {
        node = Programs.require("node", "apt-get install nodejs");
        Path npm = Programs.require("npm", "apt-get install npm");
        Programs.require("openssl", "apt-get install openssl");
        browser = Chromium.start();
        copy("node", "package.json", "server.js", "status-list.js", "dpop.js");
        example = copy("mcp", ".npmrc", "package.json", "package-lock.json", "server.js", "client.js");
        Examples.install(example, npm.toString(), "ci", "--ignore-scripts");
        Path certificate = new DocumentedFiles("mcp.md").write("certificate.sh", example, Map.of());
        Examples.install(example, "sh", certificate.toString());
        latchkey = Installation.start(
                directory.resolve("home"),
                Map.of(
                        "LATCHKEY_FETCH_CA_FILE",
                        example.resolve("localhost.pem").toString()));
    }

    private static Path copy(String name, String... files) throws IOException {
        Path copy = Files.createDirectory(directory.resolve(name));
        for (String file : files) {
            Files.copy(EXAMPLES.resolve(name).resolve(file), copy.resolve(file));
        }
        return copy;
    }

    @Test
    void aClientSignsInUnconfigured() throws Exception {
        int documentPort = Checkout.freePort();
        latchkey.latchkey("trusted-host add localhost:" + documentPort);
        try (ExampleProcess server =
                ExampleProcess.start(example, Map.of("ISSUER", latchkey.issuer()), node.toString(), "server.js")) {
            latchkey.latchkey("resource add " + server.base() + "/mcp --scope read");
            ProcessBuilder builder = new ProcessBuilder(node.toString(), "client.js")
                    .directory(example.toFile())
                    .redirectErrorStream(true);
            builder.environment()
                    .putAll(Map.of("SERVER", server.base() + "/mcp", "DOCUMENT_PORT", Integer.toString(documentPort)));
            Process client = builder.start();
            try (BufferedReader output = client.inputReader(StandardCharsets.UTF_8)) {
                String line = output.readLine();
                assertThat(line).startsWith("Open " + latchkey.issuer() + "/oauth2/authorize?");
                browser.open(line.split(" ", -1)[1]);
                browser.signIn();
                browser.awaitText("localhost:" + documentPort);
                assertThat(browser.text()).contains("Example for MCP", server.base() + "/mcp");
                browser.click("button[value=allow]");
                browser.awaitText("You can close this window.");
                assertThat(output.readLine()).isEqualTo("Signed in as alice.");
                assertThat(output.readLine()).isEqualTo("Refreshed. Signed in as alice.");
                assertThat(output.readLine()).isEqualTo("Press Enter to call again.");
                assertThat(latchkey.latchkey("client list --kind document -o csv"))
                        .contains("https://localhost:" + documentPort + "/client.json");

                latchkey.latchkey("token revoke --user alice --yes");
                assertThat(Waiting.until(REVOCATION, () -> call(client, output).equals("The sign-in was ended.")))
                        .isTrue();
                assertThat(client.waitFor()).isZero();
            } finally {
                client.destroy();
            }
        }
    }

    /** Presses Enter and gives what the client says. */
    private static String call(Process client, BufferedReader output) {
        try {
            client.getOutputStream().write('\n');
            client.getOutputStream().flush();
            return String.valueOf(output.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
