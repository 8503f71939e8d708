package dev.latchkey.server.grant.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.core.TestDatabase;
import dev.latchkey.server.fixture.Http;
import dev.latchkey.server.fixture.Http.Answer;
import dev.latchkey.server.fixture.TestClient;
import dev.latchkey.server.fixture.TestServer;
import dev.latchkey.server.fixture.TestUser;
import dev.latchkey.server.fixture.WebFlow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands under "With curl" in docs/sign-in.md, as they stand there. */
class WalkThroughIT {

    private static final Pattern SECTION = Pattern.compile("(?s)\n## With curl\n(.*?)\n## ");
    private static final Pattern BLOCK = Pattern.compile("(?s)```sh\n(.*?)```");

    @Test
    void theCommandsGiveTokensAndUserinfo() throws Exception {
        for (String program : List.of("curl", "openssl")) {
            assumeTrue(
                    new ProcessBuilder("sh", "-c", "command -v " + program)
                                    .start()
                                    .waitFor()
                            == 0,
                    "There is no " + program + " here");
        }
        List<String> blocks = blocks();
        assertThat(blocks).hasSize(4);
        try (TestServer server = TestServer.start(TestDatabase.fresh())) {
            assertThat(blocks.getFirst()).contains("client add try --profile native --redirect-uri http://127.0.0.1/");
            TestClient client = TestClient.named("try")
                    .isPublic()
                    .redirects("http://127.0.0.1/callback")
                    .scope("openid profile")
                    .addTo(server);
            TestUser alice = TestUser.add(server.database(), "alice");
            List<String> printed = run(server, "", blocks.get(1) + "echo \"$VERIFIER\"")
                    .lines()
                    .toList();
            String url = printed.get(0);
            WebFlow browser = WebFlow.of(server, client);
            Answer page = browser.get(url.substring(server.base().toString().length()));
            Answer consent = browser.follow(browser.signIn(browser.follow(page), alice));
            String code =
                    browser.answerOf(browser.send(consent, "decision", "allow")).get("code");
            JsonNode tokens = json(
                    run(server, "VERIFIER=" + printed.get(1) + " CODE=" + Objects.requireNonNull(code), blocks.get(2)));
            assertThat(tokens.propertyNames()).contains("access_token", "refresh_token", "id_token");
            JsonNode userinfo = json(
                    run(server, "ACCESS_TOKEN=" + tokens.get("access_token").asString(), blocks.get(3)));
            assertThat(userinfo.get("preferred_username").asString()).isEqualTo("alice");
            assertThat(Http.claims(tokens.get("id_token").asString()).get("sub"))
                    .isEqualTo(userinfo.get("sub"));
        }
    }

    private static List<String> blocks() throws IOException {
        MatchResult section = SECTION.matcher(Files.readString(Path.of("../docs/sign-in.md")))
                .results()
                .findFirst()
                .orElseThrow();
        return BLOCK.matcher(section.group(1))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    private static String run(TestServer server, String variables, String commands) throws Exception {
        String script = variables + "\n"
                + commands.replace("http://localhost:9000", server.base().toString());
        Process shell = new ProcessBuilder("sh", "-euc", script)
                .redirectErrorStream(true)
                .start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(output).isZero();
        return output.strip();
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
