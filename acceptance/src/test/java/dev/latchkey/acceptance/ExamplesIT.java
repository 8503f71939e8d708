package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples as their READMEs start them, with tokens of a running Latchkey. All do the same. */
class ExamplesIT {

    /** Much more than the two seconds that it takes here. */
    private static final Duration REVOCATION = Duration.ofSeconds(10);

    @TempDir
    private static Path directory;

    private static Installation latchkey;
    private static Map<String, String> environment;

    @BeforeAll
    static void start() {
        latchkey = Installation.start(directory.resolve("home"));
        latchkey.latchkey("client add app --public --grant password --scope read --scope write");
        latchkey.latchkey(
                "client add elsewhere --public --grant password --scope read --audience https://other.example");
        latchkey.awaitClient("elsewhere");
        environment = Map.of("ISSUER", latchkey.issuer(), "PYTHONDONTWRITEBYTECODE", "1");
    }

    @AfterAll
    static void stop() {
        latchkey.close();
    }

    @Test
    void springBoot() {
        try (ExampleProcess example = Examples.spring(environment)) {
            tryOut(example);
        }
    }

    @Test
    void fastApi() throws Exception {
        try (ExampleProcess example = Examples.fastApi(environment)) {
            tryOut(example);
        }
    }

    @Test
    void node() throws Exception {
        try (ExampleProcess example = Examples.node(directory, environment)) {
            tryOut(example);
        }
    }

    private static void tryOut(ExampleProcess example) {
        String full = latchkey.accessToken("app", "read write");
        HttpResponse<String> me = me(example, "Bearer " + full);
        assertThat(me.statusCode()).as(me.body()).isEqualTo(200);
        assertThat(me.body()).contains("\"alice\"");
        assertThat(addItem(example, full).statusCode()).isEqualTo(200);
        refusesWhatIsNoGoodToken(example, full);
        refusesATokenWithoutTheScope(example);
        refusesARevokedToken(example, full);
    }

    private static void refusesWhatIsNoGoodToken(ExampleProcess example, String good) {
        HttpResponse<String> without =
                Installation.send(HttpRequest.newBuilder(URI.create(example.base() + "/users/me")));
        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(challenge(without)).startsWith("Bearer").doesNotContain("error");
        int at = good.length() - 10;
        String tampered = good.substring(0, at) + (good.charAt(at) == 'A' ? 'B' : 'A') + good.substring(at + 1);
        String nested = Base64.getUrlEncoder()
                .encodeToString(("{\"kid\":" + "[".repeat(3000)).getBytes(StandardCharsets.UTF_8));
        String elsewhere = latchkey.accessToken("elsewhere", "read");
        for (String bad : new String[] {tampered, "nonsense", "a.b.c", nested + ".e30.AA", elsewhere}) {
            HttpResponse<String> refused = me(example, "Bearer " + bad);
            assertThat(refused.statusCode()).as(bad).isEqualTo(401);
            assertThat(challenge(refused)).startsWith("Bearer").contains("invalid_token");
        }
    }

    private static void refusesATokenWithoutTheScope(ExampleProcess example) {
        String readOnly = latchkey.accessToken("app", "read");
        assertThat(me(example, "Bearer " + readOnly).statusCode()).isEqualTo(200);
        HttpResponse<String> forbidden = addItem(example, readOnly);
        assertThat(forbidden.statusCode()).isEqualTo(403);
        assertThat(challenge(forbidden)).startsWith("Bearer").contains("insufficient_scope");
    }

    private static void refusesARevokedToken(ExampleProcess example, String token) {
        String claims = new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8);
        assertThat(claims).contains("\"status_list\"");
        String other = latchkey.accessToken("app", "read");
        latchkey.revoke("app", token);
        assertThat(Waiting.until(
                        REVOCATION, () -> me(example, "Bearer " + token).statusCode() == 401))
                .as("refused within " + REVOCATION)
                .isTrue();
        assertThat(me(example, "Bearer " + other).statusCode()).isEqualTo(200);
    }

    private static String challenge(HttpResponse<String> answer) {
        return answer.headers().firstValue("WWW-Authenticate").orElse("");
    }

    private static HttpResponse<String> me(ExampleProcess example, String authorization) {
        return Installation.send(HttpRequest.newBuilder(URI.create(example.base() + "/users/me"))
                .header("Authorization", authorization));
    }

    private static HttpResponse<String> addItem(ExampleProcess example, String token) {
        return Installation.send(HttpRequest.newBuilder(URI.create(example.base() + "/users/me/items?item=lamp"))
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.noBody()));
    }
}
