package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of others that know their issuer, client and redirect URI only, in a real browser: discovery, code with PKCE, ID
 * token, userinfo, refresh and sign-out.
 */
class StockClientsIT {

    @TempDir
    private static Path directory;

    @AutoClose
    private static Chromium browser;

    @AutoClose
    private static Installation latchkey;

    private static String subject;

    @BeforeAll
    static void start() throws Exception {
        browser = Chromium.start();
        latchkey = Installation.start(directory.resolve("home"));
        latchkey.latchkey("user update alice --name 'Alice Doe'");
        subject = latchkey.latchkey("user show alice -o id").strip();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @BeforeEach
    void anotherBrowser() {
        browser.forget();
    }

    /** Adds a web application and gives its secret. */
    private static String add(String clientId, String base) {
        return latchkey.addClient(clientId + " --profile web --redirect-uri " + base + "/callback --post-logout-uri "
                + base + "/signed-out");
    }

    @Test
    void openIdClient() throws Exception {
        Path node = Programs.require("node", "apt-get install nodejs");
        Path libraries = Files.createDirectory(directory.resolve("node"));
        ClientLibrariesIT.install(libraries);
        Files.copy(ClientLibrariesIT.SOURCES.resolve("openid-client.mjs"), libraries.resolve("openid-client.mjs"));
        int port = Checkout.freePort();
        String base = "http://localhost:" + port;
        String secret = add("node", base);
        try (ExampleProcess app = ExampleProcess.startAt(
                port,
                libraries,
                Map.of("ISSUER", latchkey.issuer(), "CLIENT_ID", "node", "CLIENT_SECRET", secret),
                node.toString(),
                "openid-client.mjs")) {
            String signedIn = "Signed in to node as Alice Doe, " + subject + ".";
            browser.open(app.base());
            browser.signIn();
            browser.click("button[value=allow]");
            browser.awaitText(signedIn);

            browser.open(base + "/refresh");
            browser.awaitText("Refreshed. " + signedIn);

            browser.open(base + "/sign-out");
            browser.awaitText("You are signed out.");
            browser.open(base + "/refresh");
            browser.awaitText("invalid_grant");
            browser.open(base);
            browser.await("input[name=password]");
        }
    }

    @Test
    void modAuthOpenidc() throws Exception {
        int port = Checkout.freePort();
        String base = "http://localhost:" + port;
        Path home = Files.createDirectory(directory.resolve("apache"));
        try (HeaderService service =
                        new HeaderService("X-User", "OIDC_CLAIM_sub", "OIDC_CLAIM_name", "OIDC_access_token");
                ExampleProcess apache = Apache.start(
                        port,
                        new DocumentedFiles("sign-in.md")
                                .write(
                                        "apache-sign-in.conf",
                                        home,
                                        Map.of(
                                                "https://auth.example.com",
                                                latchkey.issuer(),
                                                "https://shop.example",
                                                base,
                                                "lks_the_secret_of_the_client",
                                                add("shop", base),
                                                "127.0.0.1:3000",
                                                service.address())))) {
            String user = "X-User=[alice] OIDC_CLAIM_sub=[" + subject + "] OIDC_CLAIM_name=[Alice Doe] ";
            browser.open(base + "/orders?year=2026");
            browser.signIn();
            browser.click("button[value=allow]");
            browser.awaitText("/orders?year=2026 " + user);
            String token = accessToken();
            assertThat(userinfo(token)).isEqualTo(200);

            // Its own session: the next page comes without Latchkey, so the tokens are the same.
            browser.open(base + "/orders");
            browser.awaitText("/orders " + user);
            assertThat(accessToken()).isEqualTo(token);

            browser.open(base + "/callback?refresh=" + encode(base + "/refreshed") + "&access_token=" + token);
            browser.awaitText("/refreshed " + user);
            String refreshed = accessToken();
            assertThat(refreshed).isNotEqualTo(token);
            assertThat(userinfo(refreshed)).isEqualTo(200);

            // Out of its session, of that with Latchkey, and back.
            browser.open(base + "/callback?logout=" + encode(base + "/signed-out"));
            browser.awaitText("/signed-out X-User=");
            assertThat(browser.text()).doesNotContain("alice", "eyJ");
            assertThat(userinfo(refreshed)).isEqualTo(401);
            browser.open(base + "/orders");
            browser.await("input[name=password]");
            assertThat(apache.output()).contains("resuming normal operations").doesNotContain("eyJ", ":error]");
        }
    }

    private static String accessToken() {
        Matcher token = Pattern.compile("OIDC_access_token=\\[([^]]+)]").matcher(browser.text());
        assertThat(token.find()).as(browser.text()).isTrue();
        return token.group(1);
    }

    private static int userinfo(String accessToken) {
        return Installation.send(HttpRequest.newBuilder(URI.create(latchkey.issuer() + "/userinfo"))
                        .header("Authorization", "Bearer " + accessToken))
                .statusCode();
    }

    private static String encode(String url) {
        return URLEncoder.encode(url, StandardCharsets.UTF_8);
    }
}
