package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateways of docs/gateways.md, as that page configures them, before a service that says what it was told. */
class GatewaysIT {

    private static final Duration REVOCATION = Duration.ofSeconds(20);
    private static final String AUDIENCE = "https://api.example.com";
    private static final String ISSUER = "https://auth.example.com";
    private static final String SERVICE = "127.0.0.1:3000";

    @TempDir
    private static Path directory;

    private static final DocumentedFiles PAGE = new DocumentedFiles("gateways.md");

    private static Installation latchkey;
    private static TlsFront front;
    private static HeaderService service;
    private static String serviceAddress;
    private static String secret;
    private static String subject;

    @BeforeAll
    static void start() throws Exception {
        // Started by root, Apache gives itself another user, who reads the certificate.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        latchkey = Installation.start(directory.resolve("home"));
        front = new TlsFront(latchkey.issuer(), directory);
        latchkey.latchkey("client add shop --public --grant password --scope read --scope write --audience " + AUDIENCE
                + " --claim role=web_user");
        latchkey.latchkey(
                "client add elsewhere --public --grant password --scope read --audience https://other.example");
        String added = latchkey.latchkey("client add gateway --profile gateway --audience " + AUDIENCE);
        Matcher shown = Pattern.compile("lks_[A-Za-z0-9_-]{43}").matcher(added);
        assertThat(shown.find()).as(added).isTrue();
        secret = shown.group();
        subject = latchkey.latchkey("user show alice -o id").strip();
        latchkey.awaitClient("elsewhere");
        service = new HeaderService("X-User", "OIDC_CLAIM_role");
        serviceAddress = service.address();
    }

    @AfterAll
    static void stop() {
        service.close();
        front.close();
        latchkey.close();
    }

    @Test
    void apacheThatIntrospects() throws IOException {
        Map<String, String> values = Map.of(
                ISSUER,
                front.address(),
                SERVICE,
                serviceAddress,
                "lks_the_secret_of_the_gateway",
                secret,
                "a_long_random_text",
                "0f8fad5bd9cb469fa16570867728950e");
        try (ExampleProcess apache = apache("apache-introspection.conf", values)) {
            tryOut(apache, 401);
            String role = get(apache, latchkey.accessToken("shop", "read")).body();
            assertThat(role).contains("OIDC_CLAIM_role=[web_user]");
            assertThat(get(apache, latchkey.accessToken("shop", "read"), "OIDC_CLAIM_role", "admin")
                            .body())
                    .contains("OIDC_CLAIM_role=[web_user]");
            refusesARevokedToken(apache);
            // A token begins with its header: this one did that in each line when the cache was left as it is.
            assertThat(apache.output()).contains("resuming normal operations").doesNotContain("eyJ");
        }
    }

    @Test
    void apacheWithTheJwkSet() throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(ISSUER + "/oauth2", front.address() + "/oauth2");
        values.put(ISSUER, latchkey.issuer());
        values.put(AUDIENCE, AUDIENCE);
        values.put(SERVICE, serviceAddress);
        try (ExampleProcess apache = apache("apache-jwks.conf", values)) {
            tryOut(apache, 401);
            assertThat(apache.output()).doesNotContain("eyJ");
        }
    }

    private static ExampleProcess apache(String name, Map<String, String> values) throws IOException {
        Path home = Files.createDirectory(directory.resolve(name + ".d"));
        return Apache.start(
                Checkout.freePort(), PAGE.write(name, home, values), "OIDCCABundlePath " + front.certificate());
    }

    @Test
    void nginx() throws IOException {
        Nginx.require();
        Path home = Files.createDirectory(directory.resolve("nginx"));
        int port = Checkout.freePort();
        String credentials = Base64.getEncoder().encodeToString(("gateway:" + secret).getBytes(StandardCharsets.UTF_8));
        Path script = PAGE.write("latchkey.js", home, Map.of());
        Path documented = PAGE.write(
                "nginx.conf",
                home,
                Map.of(
                        "/etc/nginx/latchkey.js",
                        script.toString(),
                        "127.0.0.1:8080",
                        "127.0.0.1:" + port,
                        ISSUER,
                        latchkey.issuer(),
                        "http://" + SERVICE,
                        "http://" + serviceAddress,
                        "the_secret_of_the_gateway_in_base64",
                        credentials));
        try (ExampleProcess nginx = Nginx.start(port, documented)) {
            tryOut(nginx, 403);
            // A page that sends a form through the gateway: what it sends is for the service.
            HttpResponse<String> form = Installation.send(HttpRequest.newBuilder(URI.create(nginx.base() + "/items"))
                    .header("Authorization", "Bearer " + latchkey.accessToken("shop", "read"))
                    .header("Origin", "https://page.example")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{}")));
            assertThat(form.statusCode()).as(form.body()).isEqualTo(200);
            refusesARevokedToken(nginx);
        }
    }

    @Test
    void haproxy() throws Exception {
        Path program = Programs.require("haproxy", "apt-get install haproxy");
        String python = Programs.requirePython("cryptography", "apt-get install python3-cryptography");
        Programs.require("curl", "apt-get install curl");
        Path home = Files.createDirectory(directory.resolve("haproxy"));
        Path keys = Files.createDirectory(home.resolve("keys"));
        Path script = PAGE.write("haproxy-keys", home, Map.of());
        assertThat(writeKeys(python, script, keys)).isEqualTo("changed\n");
        // Nothing is new the second time.
        assertThat(writeKeys(python, script, keys)).isEmpty();
        int port = Checkout.freePort();
        Path documented = PAGE.write(
                "haproxy.cfg",
                home,
                Map.of(
                        "127.0.0.1:8080",
                        "127.0.0.1:" + port,
                        "/etc/haproxy/latchkey",
                        keys.toString(),
                        ISSUER,
                        latchkey.issuer(),
                        AUDIENCE,
                        AUDIENCE,
                        SERVICE,
                        serviceAddress));
        try (ExampleProcess haproxy =
                ExampleProcess.startAt(port, home, Map.of(), program.toString(), "-db", "-f", documented.toString())) {
            tryOut(haproxy, 403);
        }
    }

    private static String writeKeys(String python, Path script, Path keys) throws IOException, InterruptedException {
        // The script takes the python3 of the system, and a machine may have one before it that knows less.
        Files.writeString(script, Files.readString(script).replace("| python3 ", "| " + python + " "));
        Process process = new ProcessBuilder("sh", script.toString(), latchkey.issuer(), keys.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static void tryOut(ExampleProcess gateway, int withoutTheScope) {
        String good = latchkey.accessToken("shop", "read");
        // What the caller says of itself is not passed on.
        HttpResponse<String> answer = get(gateway, good, "X-User", "somebody-else");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("X-User=[" + subject + "]");
        HttpResponse<String> without = Installation.send(HttpRequest.newBuilder(URI.create(gateway.base() + "/items")));
        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(without.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
        int at = good.length() - 10;
        String tampered = good.substring(0, at) + (good.charAt(at) == 'A' ? 'B' : 'A') + good.substring(at + 1);
        for (String bad : List.of(tampered, "nonsense", "a.b.c", latchkey.accessToken("elsewhere", "read"))) {
            assertThat(get(gateway, bad).statusCode()).as(bad).isEqualTo(401);
        }
        assertThat(get(gateway, latchkey.accessToken("shop", "write")).statusCode())
                .isEqualTo(withoutTheScope);
    }

    private static void refusesARevokedToken(ExampleProcess gateway) {
        String token = latchkey.accessToken("shop", "read");
        assertThat(get(gateway, token).statusCode()).isEqualTo(200);
        latchkey.revoke("shop", token);
        assertThat(Waiting.until(REVOCATION, () -> get(gateway, token).statusCode() == 401))
                .as("refused within " + REVOCATION)
                .isTrue();
    }

    private static HttpResponse<String> get(ExampleProcess gateway, String token, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.base() + "/items"))
                .header("Authorization", "Bearer " + token);
        return Installation.send(headers.length == 0 ? request : request.headers(headers));
    }
}
