package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs of docs/clients.md, run with the libraries that they are for. */
class ClientLibrariesIT {

    private static final Pattern PROGRAM =
            Pattern.compile("(?s)```(sh|python|javascript|ruby)\n(.*?)```\n\n```text\n(.*?)```");

    /** The versions of the libraries of Node.js, and programs that are not documented. */
    static final Path SOURCES = Checkout.ROOT.resolve("acceptance/src/test/resources/clients");

    @TempDir
    private static Path directory;

    private static Installation latchkey;
    private static Map<String, String> environment;
    private static boolean installed;

    @BeforeAll
    static void start() {
        latchkey = Installation.start(directory.resolve("home"));
        String added = latchkey.latchkey("client add shop --grant client_credentials --grant password"
                + " --grant refresh_token --scope read --scope write -o json");
        Matcher secret = Pattern.compile("\"secret\" *: *\"([^\"]+)\"").matcher(added);
        assertThat(secret.find()).as(added).isTrue();
        latchkey.latchkey("client add app --public --grant password --grant refresh_token --scope read");
        latchkey.awaitClient("app");
        environment = new LinkedHashMap<>();
        environment.put("ISSUER", latchkey.issuer());
        environment.put("CLIENT_ID", "shop");
        environment.put("CLIENT_SECRET", secret.group(1));
        environment.put("PASSWORD", Installation.PASSWORD);
        environment.put("PYTHONDONTWRITEBYTECODE", "1");
    }

    @AfterAll
    static void stop() {
        latchkey.close();
    }

    @Test
    void curl() throws Exception {
        Programs.require("curl", "apt-get install curl");
        run("curl", "sh", "bash");
    }

    @Test
    void requestsOauthlib() throws Exception {
        run("requests-oauthlib", "py", python("requests_oauthlib", "python3-requests-oauthlib"));
    }

    @Test
    void authlib() throws Exception {
        run("Authlib", "py", python("authlib.integrations.requests_client", "python3-authlib python3-requests"));
    }

    @Test
    void rubyOauth2() throws Exception {
        Path ruby = Programs.require("ruby", "apt-get install ruby-oauth2");
        boolean there = new ProcessBuilder(ruby.toString(), "-e", "require 'oauth2'")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
        assumeTrue(there, "Ruby has no oauth2 here: apt-get install ruby-oauth2");
        run("ruby-oauth2", "rb", ruby.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"openid-client", "oauth4webapi", "simple-oauth2", "client-oauth2"})
    void node(String library) throws Exception {
        Path node = Programs.require("node", "apt-get install nodejs");
        if (!installed) {
            install(directory);
            installed = true;
        }
        run(library, "mjs", node.toString());
    }

    /** Installs the libraries of Node.js in a directory; skips the test where there is no npm. */
    static void install(Path directory) throws IOException, InterruptedException {
        Path npm = Programs.require("npm", "apt-get install npm");
        for (String file : new String[] {"package.json", "package-lock.json"}) {
            Files.copy(SOURCES.resolve(file), directory.resolve(file));
        }
        Examples.install(directory, npm.toString(), "ci", "--ignore-scripts");
    }

    private static String python(String module, String packages) throws IOException, InterruptedException {
        return Programs.requirePython(module, "apt-get install " + packages);
    }

    /** Runs the program under a heading and expects what the page says that it prints. */
    private static void run(String heading, String extension, String interpreter)
            throws IOException, InterruptedException {
        Matcher program = PROGRAM.matcher(Tour.section("docs/clients.md", "## " + heading + "\n"));
        assertThat(program.find()).as(heading).isTrue();
        Path file = Files.writeString(directory.resolve(heading + "." + extension), program.group(2));
        ProcessBuilder builder = new ProcessBuilder(interpreter, file.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.strip()).matches(Tour.exactly(program.group(3).strip()));
    }
}
