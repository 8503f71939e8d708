package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples as APIs of their own: tokens are for them alone, and a 401 leads to the issuer (RFC 8707, RFC 9728). */
class ResourceExamplesIT {

    private static final String API = "http://localhost:8000/api";
    private static final String OTHER = "https://other.example/";
    private static final String METADATA = "/.well-known/oauth-protected-resource/api";

    @TempDir
    private static Path directory;

    private static Installation latchkey;
    private static Map<String, String> environment;

    @BeforeAll
    static void start() {
        latchkey = Installation.start(directory.resolve("home"));
        latchkey.latchkey("client add app --public --grant password --scope read --scope write");
        latchkey.awaitClient("app");
        latchkey.latchkey("resource add " + API + " --scope read --scope write");
        latchkey.latchkey("resource add " + OTHER + " --scope read");
        assertThat(Waiting.until(
                        Duration.ofSeconds(5),
                        () -> latchkey.signIn("app", "read", "resource", OTHER).statusCode() == 200))
                .isTrue();
        environment = Map.of("ISSUER", latchkey.issuer(), "AUDIENCE", API, "PYTHONDONTWRITEBYTECODE", "1");
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
        HttpResponse<String> metadata =
                Installation.send(HttpRequest.newBuilder(URI.create(example.base() + METADATA)));
        assertThat(metadata.statusCode()).as(metadata.body()).isEqualTo(200);
        assertThat(metadata.body().replace(" ", ""))
                .contains("\"resource\":\"" + API + "\"")
                .contains("\"authorization_servers\":[\"" + latchkey.issuer() + "\"]")
                .contains("\"scopes_supported\":[\"read\",\"write\"]");
        String there = "resource_metadata=\"http://localhost:8000" + METADATA + "\"";
        for (@Nullable
        String authorization : new @Nullable String[] {
            null,
            "Bearer nonsense",
            // Without a resource a token is for the issuer itself.
            "Bearer " + latchkey.accessToken("app", "read write"),
            "Bearer " + latchkey.accessToken("app", "read", "resource", OTHER)
        }) {
            HttpResponse<String> refused = me(example, authorization);
            assertThat(refused.statusCode()).as(authorization).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate"))
                    .hasValueSatisfying(challenge ->
                            assertThat(challenge).startsWith("Bearer").contains(there));
        }
        HttpResponse<String> me = me(example, "Bearer " + latchkey.accessToken("app", "read", "resource", API));
        assertThat(me.statusCode()).as(me.body()).isEqualTo(200);
        assertThat(me.body()).contains("\"alice\"");
    }

    private static HttpResponse<String> me(ExampleProcess example, @Nullable String authorization) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(example.base() + "/users/me"));
        return Installation.send(authorization == null ? request : request.header("Authorization", authorization));
    }
}
